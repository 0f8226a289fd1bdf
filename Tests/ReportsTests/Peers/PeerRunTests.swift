import Foundation
import Records
import Testing

@testable import Reports

/// Runs in which other libraries trained the cases, too.
@Suite struct PeerRunTests {
  private func model(change: (inout Replicate) -> Void = { _ in }) throws -> ReportModel {
    try ReportModel(name: "run", log: writtenLog(of: peerEntries(change: change)))
  }

  @Test func librariesStandBesideGradmarkAndAreNoneOfItsCells() throws {
    let model = try model()
    #expect(model.cells.map(\.cell.threads) == [1, 2])
    #expect(model.cells.allSatisfy { $0.library == nil && $0.measurement != nil })
    #expect(model.peers.map(\.library) == ["jax", "numpy"])
    let jax = model.peers[0]
    for (cell, ratio) in zip(jax.cells, [2, 2.5]) {
      #expect(abs(try #require(cell.peerRatio).factor.value - ratio) < 1e-9)
    }
    #expect(jax.cells.map(\.peerRatio?.form) == ["scan", "step"])
    #expect(jax.cells.map(\.peerRatio?.verdict) == [.faster, .faster])
    let speedup = try #require(jax.cells[1].measurement?.speedup?.factor.value)
    #expect(abs(speedup - 20 / 15.0) < 1e-9)
    #expect(model.noiseFloor?.pairCount == 10)
    #expect(model.failures.isEmpty)
  }

  @Test func theTableIsThisText() throws {
    expectEqual(try model().peerTable.text(usingColor: false), expectedTable)
    #expect(
      try model().peerSentence
        == "2 of 4 cells of jax, numpy have times, with as many parameters and the losses of gradmark's "
        + "work; in 2 a library does not take part, and says why.")
  }

  /// One row a network and batch, as the other tables have it.
  @Test func aPageHasARowForEachCase() throws {
    expectEqual(
      try model().peerRatioTable.markdown,
      """
      | network | batch | time of jax / gradmark, 2 threads | time of numpy / gradmark, 2 threads | \
      time of jax / gradmark, 1 thread | time of numpy / gradmark, 1 thread |
      | :-- | --: | --: | --: | --: | --: |
      | pair | 32 | 2.50× | no part | 2.00× | no part |

      """)
    let sections = try model().sections
    #expect(
      sections.filter(\.isFolded).map(\.title).contains(ReportModel.peerCellTitle)
        && sections.filter { !$0.isFolded }.map(\.title).contains(ReportModel.peerTitle))
  }

  @Test func everyPageShowsThem() throws {
    let model = try model()
    let markdown = model.markdown(chartName: nil)
    #expect(markdown.contains("## Against other libraries"))
    #expect(markdown.contains("| network | batch | threads | trained by | its step |"))
    #expect(markdown.contains("jax: jax 1.0; numpy: numpy 1.0"))
    #expect(
      try model.page().html().contains("Time of a step over gradmark&#39;s")
        || model.page().html().contains("Time of a step over gradmark's"))
    #expect(model.threadComparison(usingColor: false).contains("jax scan"))
    let rows = model.csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(rows[0].firstIndex(of: "implementation"))
    #expect(
      rows.dropFirst().map { $0[column] }
        == ["gradmark", "gradmark", "jax", "jax", "numpy", "numpy"])
    let ratio = try #require(rows[0].firstIndex(of: "time_over_gradmark"))
    #expect(rows.dropFirst().map { $0[ratio] } == ["", "", "2", "2.5", "", ""])
    struct Run: Decodable {
      struct Cell: Decodable {
        let library: String?
        let refusal: String?
        let gradmarkIs: String?
      }
      let cells: [Cell]
    }
    let run = try JSONDecoder().decode(Run.self, from: Data(model.json.utf8))
    #expect(run.cells.map(\.library) == ["gradmark", "gradmark", "jax", "jax", "numpy", "numpy"])
    #expect(run.cells[2].gradmarkIs == "faster")
    #expect(run.cells[4].refusal == "it has no such layer")
  }

  /// Shuffling and metrics, which libraries leave out, have rows of their own.
  @Test func theWorkOfASweepHasRowsOfItsOwn() throws {
    let log = try writtenLog(of: peerEntries(shuffled: true))
    #expect(verificationFault(of: log) == nil)
    let model = try ReportModel(name: "run", log: log)
    #expect(model.peers.map(\.library) == ["jax", "numpy", "gradmark-shuffled"])
    let own = model.peers[2]
    for (cell, ratio) in zip(own.cells, [1.2, 1.5]) {
      #expect(abs(try #require(cell.peerRatio).factor.value - ratio) < 1e-9)
    }
    #expect(own.cells.allSatisfy { $0.peerRatio?.lossDeviation == nil && $0.failure == nil })
    #expect(model.peerTable.text(usingColor: false).contains("gradmark-shuffled"))
    #expect(model.peerLegend.contains("gradmark-shuffled is gradmark as a sweep without libraries"))
    #expect(model.peerChart?.groups[0].rows[0].dots.map(\.series) == [1, 3])
    // It is no library.
    #expect(model.peerSentence?.contains("2 of 4 cells of jax, numpy have times") == true)
    #expect(model.differences(from: model).all.isEmpty)
    #expect(
      try model.summary(of: ["pair/32"], askedBy: "README.md").hasPrefix(
        "| network | batch | 1 thread | 2 threads | speed-up | of the FMA peak, 2 threads | "
          + "time of jax / gradmark, 1 and 2 threads | "
          + "time of numpy / gradmark, 1 and 2 threads |\n"))
    #expect(
      try model.summary(of: ["pair/32"], askedBy: "README.md")
        .hasSuffix("| 2.00×, 2.50× | — |\n\n†: \(ReportModel.aboveCeilingText).\n"))
    // Of it a README's chart has dots, and its text says so.
    #expect(
      try model.showcase(of: ["pair/32"], in: "run", askedBy: "README.md").contains(
        ". gradmark-shuffled: gradmark as a sweep without libraries has it, which shuffles samples. The page "
          + "over all machines has a sweep's figures, or these of a machine without a sweep, and not those of this table."
      ))
  }

  /// Of many libraries and thread counts a chart shows what answers the question, and says so.
  @Test func theChartOfManyLibrariesHasTheNearestFour() throws {
    var run = RealisticRun(
      threads: [1, 2, 4, 8], usableCores: 8, processes: 1,
      libraries: ["jax", "torch", "keras-tf", "sklearn", "numpy"])
    let model = try ReportModel(name: "run", log: run.log())
    let chart = try #require(model.peerChart)
    #expect(chart.noteTitle == "jax, torch, keras-tf, sklearn")
    #expect(chart.groups.first?.label == "conv, batch 32")
    #expect(
      chart.groups.allSatisfy { $0.rows.map(\.label) == ["1 thread", "8 threads"] })
    #expect(
      chart.description.contains(
        "largest batch, the largest step first, the 4 of 5 that come nearest to gradmark, with 1 thread and 8 threads, and the "
          + "table has all."))
    // Dots stay in their row, whose height is 18.
    let dots = chart.drawing.marks.compactMap { mark -> Double? in
      if case .dot(let center, _, _, let tip) = mark, !tip.isEmpty { center.y } else { nil }
    }
    let first = Array(dots.prefix(4))
    #expect((first.max() ?? 99) - (first.min() ?? 0) <= 18)
    // Nothing is cut off.
    for case .text(let text, let place, let anchor, _) in chart.drawing.marks {
      let width = Drawing.width(of: text)
      let left = place.x - (anchor == .start ? 0 : anchor == .middle ? width / 2 : width)
      #expect(left >= 0 && left + width <= Drawing.pageWidth, "\(text)")
    }
  }

  /// Its bits are as bound as those of any sweep.
  @Test func itsBitsAreTheSameWithEveryNumberOfThreads() throws {
    let log = try writtenLog(
      of: peerEntries(shuffled: true) { $0.contestants[8].evidence?.finalDigest = "dead" })
    #expect(
      verificationFault(of: log)?.hasPrefix("all thread counts and processes of a case") == true
    )
    #expect(
      try ReportModel(name: "run", log: log).peers[2].cells[1].failure?.contains("weights after")
        == true)
  }

  @Test func aRunWithoutLibrariesHasNothingOfThem() throws {
    let model = try ReportModel(name: "run", log: writtenLog(of: soundEntries()))
    #expect(model.peers.isEmpty)
    #expect(!model.csv.contains("implementation"))
    #expect(!model.markdown(chartName: nil).contains("trained by"))
    #expect(model.peerChart == nil)
  }

  @Test func itsLogIsConsistent() throws {
    #expect(try verificationFault(of: writtenLog(of: peerEntries())) == nil)
  }

  @Test func otherWorkOfALibraryShowsAndHasNoTime() throws {
    let change: (inout Replicate) -> Void = { $0.contestants[3].evidence?.losses = [2.5, 0.03125] }
    #expect(
      try verificationFault(of: writtenLog(of: peerEntries(change: change)))?.hasPrefix(
        "every library counted the parameters of gradmark and had the losses of its work: line 3, ")
        == true)
    let model = try model(change: change)
    #expect(
      model.failures.map(\.failure)
        == ["other work than gradmark: the loss of step 1 is 2.5, gradmark's 2.0"])
    #expect(model.peers[0].cells[0].peerRatio == nil)
    #expect(model.verificationSentence.hasPrefix("All 2 cells are verified"))
  }

  @Test func roundsThatDisturbGradmarkDoNotCountForLibraries() throws {
    let disturbed = try model { replicate in
      for index in replicate.blocks.indices where replicate.blocks[index].round == 1 {
        replicate.blocks[index].times.groupNanoseconds = [90_000_000]
        if replicate.blocks[index].contestant == 0 {
          replicate.blocks[index].disturbances = ["something"]
        }
      }
    }
    let jax = disturbed.peers[0].cells[0]
    #expect(jax.measurement?.extent.disturbed == 2)
    #expect(abs(try #require(jax.measurement).secondsPerStep.value - 20e-6) < 1e-12)
    #expect(jax.peerRatio?.factor.value == 2)
  }

  @Test func anotherDriverThanThePlansShows() throws {
    #expect(
      try verificationFault(
        of: writtenLog(
          of: peerEntries { $0.binaryDigests?["jax"] = String(repeating: "f", count: 64) }))
        == "every process ran the program of its plan: line 3 has another program for jax than its plan"
    )
  }

  @Test func bitsOfLibrariesMayDifferAndThoseOfGradmarkMayNot() throws {
    #expect(
      try verificationFault(
        of: writtenLog(of: peerEntries { $0.contestants[4].evidence?.finalDigest = "dead" })) == nil
    )
    let fault = try verificationFault(
      of: writtenLog(of: peerEntries { $0.contestants[1].evidence?.finalDigest = "dead" }))
    #expect(fault?.hasPrefix("all thread counts and processes of a case") == true)
  }

  @Test func figuresOfTheMachineAreThoseOfSweepsWithoutLibraries() throws {
    let beside = try model()
    let alone = try ReportModel(name: "alone", log: writtenLog(of: soundEntries()))
    let runs = MachineRuns(name: "machine", runs: [beside, alone])
    #expect(runs.sweeps.map(\.name) == ["alone"])
    // Its history has both sessions, and a speed of sweeps alone.
    let history = runs.history
    #expect(Set(history.sessions.map(\.run.name)) == [beside.name, "alone"])
    // Cells of a session beside libraries are as many as the page over all runs says.
    #expect(history.sessions.map(\.cellCount) == [2, 2])
    #expect(runs.verifiedText.contains("4 of 4 cells"))
    #expect(history.summary.hasPrefix("2 sessions, of which 1 sweep: "))
    #expect(history.text(usingColor: false).contains("beside jax, numpy"))
  }

  /// The index tells where its figures are in place of 'not measured'.
  @Test func aMachineWithoutASweepSaysSo() throws {
    let index = ResultsIndex([
      try model(),
      try ReportModel(
        name: "alone", log: exampleLog(of: twoThreadReplicates(), nickname: "lab-7")),
    ])
    let row = try #require(
      index.machineTable(linkingTo: "report.html").markdown.split(separator: "\n").first {
        $0.contains("no sweep by itself")
      })
    #expect(row.contains("| — | — | — |") && row.contains("](machine-"), "\(row)")
    #expect(index.machineLegend.contains("their pages have what they found"))
  }

  @Test func aRunWithoutLibrariesIsOtherWork() throws {
    let beside = try model()
    let alone = try ReportModel(name: "alone", log: writtenLog(of: soundEntries()))
    let outcomes = RunComparison(of: [beside], with: alone).outcomes(of: 0)
    #expect(
      outcomes.allSatisfy {
        $0 == .incomparable("other work: only one side trained in order, beside libraries")
      })
    #expect(
      beside.differences(from: alone).all.contains("another set of libraries: jax and numpy, none"))
    #expect(
      RunComparison(of: [beside], with: beside).outcomes(of: 0).allSatisfy { $0.ratio?.value == 1 })
  }

  @Test func aFolderIsPublishedAndConsistent() throws {
    try withTemporaryFolder { results in
      let folder = RunFolder(path: "\(results)/run")
      try folder.create()
      try folder.write(writtenLog(of: peerEntries()))
      let index = try ResultsIndex.publish(results)
      #expect(index.count == 1)
      #expect(FileManager.default.fileExists(atPath: "\(folder.path)/libraries.svg"))
      #expect(try Verification(of: folder).holds)
      #expect(try Publication(of: results).difference == nil)
    }
  }
}

private let expectedTable = """
  network  batch  threads  trained by      its step  gradmark's   time / gradmark's     by process  losses apart  gradmark is
  pair        32        1  jax scan         20.0 µs     10.0 µs  2.00× [2.00, 2.00]  [2.00, 2.00]×        0.0001  faster
  pair        32        2  jax step         15.0 µs     6.00 µs  2.50× [2.50, 2.50]  [2.50, 2.50]×        0.0001  faster
  pair        32        1  numpy       not measured     10.0 µs                   —              —             —  does not take part: it has no such layer
  pair        32        2  numpy       not measured     6.00 µs                   —              —             —  does not take part: it has no such layer

  """
