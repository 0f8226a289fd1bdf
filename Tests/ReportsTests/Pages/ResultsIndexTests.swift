import Foundation
import Records
import Testing

@testable import Reports

@Suite struct ResultsIndexTests {
  @Test func manyMachinesHaveNoMoreColumnsThanAScreen() throws {
    let runs = try (1...9).map { place in
      try ReportModel(
        name: "run-\(place)",
        log: exampleLog(of: twoThreadReplicates(), nickname: "lab-\(place)"))
    }
    let table = ResultsIndex(runs).networkTable
    #expect(table.header.count == 11)
    #expect(table.usual.header.count == 8)
    // What a text leaves out, it says.
    let note =
      "- README.md has columns of the first 6 machines, [index.html](index.html) those of all 9.\n"
    #expect(ResultsIndex(runs).markdown.contains(note))
    // A page for a browser has them all.
    let blocks = ResultsIndex(runs).networkBlocks(linkingTo: Page.fileName)
    #expect(blocks.count == 1)
    #expect(!ResultsIndex(Array(runs.prefix(6))).markdown.contains("README.md has columns"))
  }

  /// A network that a machine trained beside libraries alone was measured, though in no sweep.
  @Test func whatOnlySessionsOfOtherWorkHaveIsToldApartFromWhatNobodyMeasured() throws {
    let sweep = try ReportModel(
      name: "sweep",
      log: exampleLog(of: replicates(of: [denoise(batchSize: 32, [1: [600, 600]])])))
    let other = try ReportModel(
      name: "other", log: exampleLog(of: twoThreadReplicates(), nickname: "lab-8"))
    let beside = try ReportModel(name: "beside", log: writtenLog(of: peerEntries()))
    let index = ResultsIndex([sweep, other, beside])
    #expect(index.networkTable.markdown.contains("| not in a sweep |"))
    #expect(index.markdown.contains("- not in a sweep: only sessions of other work"))
    let without = ResultsIndex([sweep, other])
    #expect(without.networkTable.markdown.contains("| not measured |"))
    #expect(!without.markdown.contains("not in a sweep"))
  }

  @Test func runsAreListedNewestFirstInAnyOrder() throws {
    let (first, second) = (try exampleModel(), try laterModel())
    expectEqual(ResultsIndex([first, second]).markdown, index)
    expectEqual(ResultsIndex([second, first]).markdown, index)
  }

  @Test func publishingTwiceWritesTheSameBytes() throws {
    try withTemporaryFolder { results in
      for name in ["run-a", "run-b"] {
        let folder = RunFolder(path: "\(results)/\(name)")
        try folder.create()
        try folder.write(RunLog(entries: soundEntries()))
      }
      let stopped = RunFolder(path: "\(results)/stopped")
      try stopped.create()
      try Data().write(to: URL(filePath: stopped.logFile.path))

      let index = try ResultsIndex.publish(results)
      let first = try String(contentsOfFile: "\(results)/README.md", encoding: .utf8)
      try ResultsIndex.publish(results)
      let second = try String(contentsOfFile: "\(results)/README.md", encoding: .utf8)
      #expect(index.runs.map(\.name) == ["run-b", "run-a"])
      #expect(first == index.markdown)
      #expect(first == second)
      #expect(FileManager.default.fileExists(atPath: "\(results)/run-a/README.md"))
      #expect(FileManager.default.fileExists(atPath: "\(results)/run-a/report.html"))
      #expect(FileManager.default.fileExists(atPath: "\(results)/index.html"))
      #expect(!FileManager.default.fileExists(atPath: "\(results)/stopped/README.md"))
    }
  }

  @Test func thePageForABrowserLeadsToThoseOfTheRuns() throws {
    let html = try ResultsIndex([exampleModel(), laterModel()]).page.html()
    #expect(html.contains("<a href=\"2026-01-31-amd-epyc-2c/report.html\">"))
    #expect(html.contains("<p class=\"lead\">1 machine, 2 runs.</p>"))
    #expect(!html.contains("/README.md\">2026"))
  }

  /// Rows of machines, their chart, and then the runs.
  @Test func machinesStandAboveTheirChart() throws {
    let lab = try ReportModel(
      name: "lab", log: exampleLog(of: twoThreadReplicates(), nickname: "lab-7"))
    let index = try ResultsIndex([exampleModel(), lab])
    let html = try index.page.html()
    let places = try [
      "<section id=\"machines\">", "<section id=\"charts\"", "<section id=\"runs\">",
    ]
    .map { try #require(html.range(of: $0)).lowerBound }
    #expect(places == places.sorted())
    let lines = index.markdown.split(separator: "\n").filter {
      $0.hasPrefix("## ") || $0.hasPrefix("![")
    }
    #expect(
      lines.prefix(3) == ["## Machines", "![Machines side by side](machines.svg)", "## Runs"])
  }

  @Test func linksLeadToFoldersOfAnyName() throws {
    let index = ResultsIndex([
      try ReportModel(name: "my <run> #1", log: exampleLog(of: twoThreadReplicates()))
    ])
    let address = "(my%20%3Crun%3E%20%231/README.md)"
    #expect(index.markdown.components(separatedBy: "[my \\<run\\> #1]\(address)").count == 2)
    #expect(
      index.markdown.contains(
        "| [AMD EPYC, 2 of 2 cores, AVX2](machine-amd-epyc-2-of-2-cores-avx2.html) |"))
    #expect(
      try index.page.html().contains(
        "<a href=\"my%20%3Crun%3E%20%231/report.html\">my &lt;run&gt; #1</a>"))
  }

  @Test func aMachineHasOneLineAndItsNewestSweepSpeaksForIt() throws {
    let other = try laterModel {
      $0.vectorExtensions = ["avx2", "avx512f", "fma"]
      $0.caches[1].bytes = 2 << 20
    }
    let trained = try ReportModel(
      name: "quality",
      log: RunLog(
        entries: exampleLog(of: []).entries + [
          .quality(
            QualityEntry(
              subject: BenchmarkCase(model: "digits", batchSize: 32), threads: 2, seed: 1,
              measure: "accuracy", goal: 0.9, values: [0.95], seconds: [1],
              date: "2026-03-01T12:00:00Z"))
        ]))
    let index = ResultsIndex([try exampleModel(), other, trained])
    #expect(
      index.machines.map { $0.runs.map(\.name) } == [
        ["quality", "2026-01-31-amd-epyc-2c"], ["2026-02-28-amd-epyc-2c"],
      ])
    #expect(
      index.machines.map { $0.sweeps.map(\.name) } == [["2026-01-31-amd-epyc-2c"], [other.name]])
    #expect(
      index.machines.map(\.name) == [
        "AMD EPYC, 2 of 2 cores, AVX2", "AMD EPYC, 2 of 2 cores, AVX-512",
      ])
    #expect(
      // Trainings to a quality have none.
      index.machines.map(\.verifiedText) == ["no: 5 of 6 cells", "yes: 6 of 6 cells"])
    #expect(index.markdown.contains("| 2026-03-01 | 1 of 1 trainings reached their goal |"))
    #expect(
      index.markdown.contains(
        "[AMD EPYC #2](machine-amd-epyc-2-of-2-cores-avx-512.html); 1 sweep |"
      ))
  }

  /// What gradmark shuffled beside libraries is what a sweep trains: 12 and 9 µs a step of 32 samples.
  @Test func aMachineWithoutASweepHasTheFiguresOfItsSessionsBesideLibraries() throws {
    let run = try ReportModel(
      name: "beside", log: writtenLog(of: peerEntries(shuffled: true)))
    let index = ResultsIndex([run])
    let shuffled = try #require(run.asSweep)
    #expect(shuffled.peers.isEmpty && shuffled.cells.count == 2)
    #expect(index.machines.map(\.sweepsText) == ["1 session beside jax, numpy"])
    let rates = run.shuffledCells.compactMap { $0.measurement?.samplesPerSecond.value }
    let fastest: Double = try #require(rates.max())
    let best = UnitLadder.rate.text(fastest)
    #expect(index.networkTable.markdown.contains("| \(best) § |"))
    #expect(index.markdown.contains("gradmark-shuffled is what a sweep trains"))
    // Beside the figures, as well.
    let sweep = try ReportModel(
      name: "sweep", log: exampleLog(of: twoThreadReplicates(), nickname: "lab-7"))
    let chart = try #require(ResultsIndex([run, sweep]).chart)
    #expect(
      chart.description.contains(": gradmark-shuffled's figures beside libraries, where gradmark"))
    #expect(
      try !ResultsIndex([exampleModel(), sweep]).chart!.description.contains("Without a sweep"))
    #expect(!index.markdown.contains("A machine without figures"))
    // Without such cells nothing of the session is a sweep's work.
    let inOrder = try ReportModel(name: "beside", log: writtenLog(of: peerEntries()))
    #expect(inOrder.asSweep == nil)
    #expect(ResultsIndex([inOrder]).markdown.contains("- A machine without figures"))
  }

  /// Rows of nothing but lines would hide those with numbers.
  @Test func machinesWithoutFiguresStandLast() throws {
    let log = try exampleLog(of: [], nickname: "lab-8")
    let trained = try ReportModel(
      name: "trained",
      log: RunLog(
        entries: log.entries + [
          .quality(
            QualityEntry(
              subject: BenchmarkCase(model: "digits", batchSize: 32), threads: 2, seed: 1,
              measure: "accuracy", goal: 0.9, values: [0.95], seconds: [1],
              date: "2026-03-01T12:00:00Z"))
        ]))
    let index = ResultsIndex([trained, try exampleModel()])
    #expect(index.runs.map(\.name).first == "trained")
    #expect(
      index.machines.map { $0.runs.map(\.name) } == [["2026-01-31-amd-epyc-2c"], ["trained"]])
  }

  @Test func machinesThatBearNamesAreTwo() throws {
    func run(_ name: String, _ nickname: String?) throws -> ReportModel {
      try ReportModel(
        name: name, log: exampleLog(of: twoThreadReplicates(), nickname: nickname))
    }
    let index = ResultsIndex([
      try run("a", "lab-7"), try run("b", "lab 7"), try run("c", nil), try run("d", nil),
      try run("e", "lab-7"),
    ])
    let kind = "AMD EPYC, 2 of 2 cores, AVX2"
    #expect(index.machines.map(\.name) == ["lab-7: \(kind)", kind, "lab 7: \(kind)"])
    #expect(
      index.machines.map { $0.runs.map(\.name) } == [["e", "a"], ["d", "c"], ["b"]])
    #expect(
      index.machines.map(\.sweepsText)
        == ["2 sweeps", "2 sweeps, maybe of several hosts", "1 sweep"])
    // Each has a page of its own.
    let files = index.histories().map(\.fileName)
    #expect(Set(files).count == 3)
    #expect(files[0] == "machine-lab-7-amd-epyc-2-of-2-cores-avx2.html")
    #expect(try !run("a", "lab-7").isOfSameMachine(as: run("b", "lab-8")))
    #expect(try run("a", "lab-7").isOfSameMachine(as: run("b", nil)))
  }

  /// A page's address is that of its machine alone, whatever letters of the name a file's name has.
  @Test func namesOfOtherLettersHavePagesThatStay() throws {
    let names = ["日本", "中国", "lab-7", "lab_7", "lab 7", "Lab-7"]
    let runs = try names.map {
      try ReportModel(
        name: $0, log: exampleLog(of: twoThreadReplicates(), nickname: $0))
    }
    let histories = ResultsIndex(runs).histories()
    let kind = "AMD EPYC, 2 of 2 cores, AVX2"
    #expect(Set(histories.map(\.name)) == Set(names.map { "\($0): \(kind)" }))
    #expect(Set(histories.map(\.fileName)).count == names.count)
    let alone = runs.flatMap { ResultsIndex([$0]).histories() }
    #expect(Set(alone.map(\.fileName)) == Set(histories.map(\.fileName)))
    // A name that is one for a file as it stands has no digits behind it.
    #expect(alone[2].fileName == "machine-lab-7-amd-epyc-2-of-2-cores-avx2.html")
    #expect(alone.allSatisfy { $0.fileName.allSatisfy(\.isASCII) })
  }

  /// Two machines that nobody named and that differ by a CPU's number alone.
  @Test func equalTitlesAreNumbered() throws {
    let log = try exampleLog(of: twoThreadReplicates())
    let first = try #require(log.plans.first)
    let runs = try ["1", "2"].map { stepping in
      var fingerprint = first.fingerprint
      fingerprint.processor.stepping = .value(stepping)
      let plan = try PlanEntry(
        plan: first.plan, fingerprint: fingerprint, advice: [], date: "2026-02-01T12:00:00Z")
      return try ReportModel(
        name: stepping, log: RunLog(entries: [.plan(plan)] + log.entries.dropFirst()))
    }
    let machines = ResultsIndex(runs).machines
    let kind = "AMD EPYC, 2 of 2 cores, AVX2"
    #expect(machines.map(\.name) == [kind, "\(kind) #2"])
    #expect(
      machines.map(\.history.fileName) == [
        "machine-amd-epyc-2-of-2-cores-avx2.html", "machine-amd-epyc-2-of-2-cores-avx2-2.html",
      ])
  }

  /// A reader has to see which figures to trust: the mark, the reason in the row, and the bar's colour.
  @Test func figuresInDoubtAreMarked() throws {
    let sound = try exampleModel()
    let doubtful = try ReportModel(
      name: "doubtful",
      log: exampleLog(of: [pair([1: [2, 2], 2: [4, 4]]).replicate()], nickname: "lab-8"))
    let index = ResultsIndex([sound, doubtful])
    #expect(index.machines.map { $0.isDoubtful(bestOf: "pair") } == [false, true])
    #expect(index.markdown.contains("| 16.0 M § | "))
    #expect(index.markdown.contains("- §: to be taken with care"))
    let chart = try #require(index.chart)
    let pairs = try #require(chart.groups.first { $0.label == "pair" }?.bars)
    #expect(Set(pairs.flatMap(\.parts).map(\.series)).count == 2)
    #expect(pairs.map { $0.note.hasSuffix("§") } == [false, true])
    #expect(!ResultsIndex([sound]).markdown.contains("§"))
  }

  /// What one run tells of its CPU, and another does not, may be true of the other or not.
  @Test func aRunThatDoesNotTellItsCPUStandsByItself() throws {
    let log = try exampleLog(of: twoThreadReplicates())
    var fingerprint = try #require(log.plans.first).fingerprint
    fingerprint.processor.vendor = .value("AuthenticAMD")
    fingerprint.processor.family = .value("25")
    fingerprint.processor.model = .value("1")
    let plan = try PlanEntry(
      plan: try #require(log.plans.first).plan, fingerprint: fingerprint, advice: [],
      date: "2026-02-01T12:00:00Z")
    let known = try ReportModel(
      name: "known", log: RunLog(entries: [.plan(plan)] + log.entries.dropFirst()))
    let index = ResultsIndex([known, try exampleModel()])
    #expect(
      index.machines.map(\.name)
        == ["AMD EPYC (Zen 3), 2 of 2 cores", "AMD EPYC, 2 of 2 cores, AVX2"])
  }

  @Test func withoutRunsThePageSaysSo() {
    #expect(ResultsIndex([]).markdown.hasSuffix("\nThere are no runs yet.\n"))
  }
}

private let index = """
  # Results

  Made from the records in the folders below, all of which were verified; each run's page has all \
  its numbers. `gradmark publish` makes it anew.

  ## Machines

  | machine | denoise, samples/s | pair, samples/s | speed-up of large steps | verified | \
  sweeps: noise; disturbed |
  | :-- | --: | --: | :-- | :-- | :-- |
  | [AMD EPYC, 2 of 2 cores, AVX2](machine-amd-epyc-2-of-2-cores-avx2.html) | 122 k [116, 128] | \
  24 M [16, 32] | 2.00× [2.00, 2.00] with 2 threads | no: 11 of 12 cells | 2 sweeps, maybe of \
  several hosts: 1.00 %; 0 % |

  - samples/s: at the fastest batch and thread count of the network.
  - speed-up of large steps: the geometric mean against one thread, over all cases whose step \
  has 100 MFLOP and more, with the most threads that have a CPU each.
  - All figures are the median over all sweeps of the machine, so that no run is picked for its \
  numbers, and in brackets the least and the greatest, which tell the spread between sessions.
  - verified: whether all records are consistent and every cell proved its work.
  - noise; disturbed: how far equal trainers that took turns differed, and the share of blocks in \
  which something else was at work.
  - Machines that nobody named and that are alike in all that is recorded stand in one row, though \
  their sessions may be of several hosts.

  ## Runs

  | run | measured | verified | noise; disturbed | machine | commit |
  | :-- | :-- | :-- | :-- | :-- | :-- |
  | [2026-02-28-amd-epyc-2c](2026-02-28-amd-epyc-2c/README.md) | 2026-02-28 | 6 of 6 cells | \
  0 %; 0 % | AMD EPYC, 2 of 2 cores, AVX2 | def5678 |
  | [2026-01-31-amd-epyc-2c](2026-01-31-amd-epyc-2c/README.md) | 2026-01-31 | 5 of 6 cells | \
  1.00 %; 0 % | AMD EPYC, 2 of 2 cores, AVX2 | abc1234 |

  ## Best throughput by network, in samples/s

  | network | parameters | [AMD EPYC](machine-amd-epyc-2-of-2-cores-avx2.html); 2 sweeps |
  | :-- | --: | --: |
  | pair | 6 | 24 M [16, 32] |
  | denoise | 397,065 | 122 k [116, 128] |

  """
