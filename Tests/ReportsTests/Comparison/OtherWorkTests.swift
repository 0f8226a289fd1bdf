import Records
import Testing

@testable import Reports

/// Runs that are no plain sweeps, compared.
@Suite struct OtherWorkTests {
  /// What gradmark shuffled beside libraries is what a sweep trains.
  @Test func aSweepIsComparedWithTheShuffledTrainingBesideLibraries() throws {
    let sweep = try ReportModel(name: "sweep", log: writtenLog(of: soundEntries()))
    let beside = try ReportModel(
      name: "beside", log: writtenLog(of: peerEntries(shuffled: true)))
    let comparison = RunComparison(of: [beside], with: sweep)
    let ratios = comparison.outcomes(of: 0).map(\.ratio)
    #expect(!ratios.isEmpty && ratios.allSatisfy { $0 != nil })
    let entry = try #require(comparison.rows.first?.entries.first?.cell)
    let own = try #require(beside.shuffledCells.first?.measurement)
    #expect(entry.measurements.map(\.samplesPerSecond.value) == [own.samplesPerSecond.value])
    #expect(
      comparison.text(usingColor: false).contains(
        "B's cells are those of gradmark-shuffled, which is what a sweep trains\n"))
    // Without them it is other work.
    let without = try ReportModel(name: "beside", log: writtenLog(of: peerEntries()))
    #expect(
      RunComparison(of: [without], with: sweep).outcomes(of: 0).allSatisfy { $0.ratio == nil })
    // Beside libraries on both sides, it is the work of all.
    #expect(
      !RunComparison(of: [beside], with: beside).text(usingColor: false).contains("B's cells are"))
  }

  /// Each session of a side takes part with the work of all.
  @Test func sweepsAndSessionsBesideLibrariesMakeOneSide() throws {
    let sweep = try ReportModel(name: "sweep", log: writtenLog(of: soundEntries()))
    let beside = try ReportModel(
      name: "beside", log: writtenLog(of: peerEntries(shuffled: true)))
    let without = try ReportModel(name: "without", log: writtenLog(of: peerEntries()))
    let mixed = RunSide([sweep, beside, without])
    let comparison = RunComparison(of: [mixed], with: RunSide([sweep]))
    let row = try #require(comparison.rows.first { $0.cell.threads == 1 })
    let expected = try [sweep.ownCells, beside.shuffledCells].map { cells in
      try #require(cells.first { $0.cell.threads == 1 }?.measurement?.samplesPerSecond.value)
    }
    #expect(row.entries[0].cell?.measurements.map(\.samplesPerSecond.value) == expected)
    for line in [
      "B's cells of 'beside' are those of gradmark-shuffled, which is what a sweep trains",
      "no cell of 'without' takes part in B: all trained in order, beside libraries, which is other "
        + "work than a sweep's",
    ] {
      #expect(comparison.remarks.contains(line))
    }
  }

  private func quality(_ seconds: [Double]) throws -> ReportModel {
    let entries = seconds.enumerated().map { seed, time in
      LogEntry.quality(
        QualityEntry(
          subject: BenchmarkCase(model: "digits", batchSize: 32), threads: 2, seed: UInt64(seed),
          measure: "accuracy", goal: 0.9, values: [0.95], seconds: [time],
          date: "2026-03-01T12:00:00Z"))
    }
    return try ReportModel(
      name: "quality", log: RunLog(entries: exampleLog(of: []).entries + entries))
  }

  @Test func timesToAQualityStandSideBySide() throws {
    let comparison = try RunComparison(of: [quality([2, 2, 2])], with: quality([1, 1, 1]))
    #expect(comparison.outcome == .fine)
    let text = comparison.text(usingColor: false)
    #expect(text.hasPrefix("B reaches its goals 0.500× as fast as A (geometric mean over 1 goal; "))
    #expect(text.contains("0.500×\n"))
    #expect(!text.contains("no verified cell"))
    #expect(text.contains("  accuracy of 0.9  "))
    let page = try comparison.html()
    #expect(page.contains("<h2>Time to quality</h2>") && !page.contains("Samples/s by cell"))
    #expect(text.contains("A has no timed cells, but times until a quality was reached\n"))
    #expect(comparison.markdown.contains("| digits | 32 | 2 | accuracy of 0.9 | 1.00 s |"))
    #expect(
      comparison.csv == """
        model,reduction,kernels,batch_size,threads,measure,goal,a_median_seconds,b_median_seconds,\
        b_speed_over_a
        digits,,,32,2,accuracy,0.9,1,2,0.5

        """)
    #expect(try comparison.json.contains("\"speedsOverBaseline\" : [\n        0.5\n      ]"))
    // Beside a sweep there is nothing to compare.
    #expect(try RunComparison(of: [quality([2])], with: exampleModel()).outcome == .notComparable)
  }

  /// Trackers have the median of the trainings, too.
  @Test func timesToAQualityAreHandedToTrackers() throws {
    let model = try quality([2, 1, 3])
    expectEqual(
      try ReportFormat.bmf.text(of: model),
      """
      {
        "digits, batch 32, 2 threads, to accuracy of 0.9" : {
          "latency" : {
            "lower_value" : 1000000000,
            "upper_value" : 3000000000,
            "value" : 2000000000
          }
        }
      }

      """)
    expectEqual(
      try ReportFormat.githubAction.text(of: model),
      """
      [
        {
          "extra" : "time 2.00 s\\nreached by 3 of 3\\ncommit abc1234",
          "name" : "digits, batch 32, 2 threads, to accuracy of 0.9",
          "unit" : "trainings/h",
          "value" : 1800
        }
      ]

      """)
    let harness = try ReportFormat.jmh.text(of: model)
    for line in [
      "\"benchmark\" : \"gradmark.digits.quality\"", "\"forks\" : 3", "\"mode\" : \"ss\"",
      "\"goal\" : \"accuracy of 0.9\"", "\"score\" : 2,", "\"scoreUnit\" : \"s/op\"",
    ] {
      #expect(harness.contains(line), "\(harness)")
    }
  }

  /// A run of such trainings has its own answer wherever it is asked.
  @Test func timesToAQualityAreTheAnswerOfTheirRun() throws {
    let model = try quality([2, 1, 3])
    #expect(model.outcome == .fine)
    let text = model.threadComparison(usingColor: false)
    #expect(text.hasPrefix("`digits` with 2 threads reaches an accuracy of 0.9 in 2.00 s"))
    #expect(text.contains("  accuracy of 0.9  ") && !text.contains("samples/s"))
    #expect(model.shortTable.contains("| digits | 32 | 2 | accuracy of 0.9 | 3 of 3 | 2.00 s |"))
    #expect(
      try ReportFormat.csv.text(of: model) == """
        model,reduction,kernels,batch_size,threads,measure,goal,trainings,reached,median_seconds,\
        least_seconds,greatest_seconds,median_epochs,least_epochs,greatest_epochs
        digits,,,32,2,accuracy,0.9,3,3,2,1,3,1,1,1

        """)
  }

  /// Nothing folds out where nothing is to be said.
  @Test func aPageWithoutRemarksHasNoLegend() throws {
    func run(_ name: String) throws -> ReportModel {
      try ReportModel(name: name, log: writtenLog(of: soundEntries()))
    }
    let sides = try [run("a"), run("b")].map { RunSide([$0, $0, $0]) }
    let legend = "<summary>What this means</summary>"
    #expect(try RunComparison(of: [sides[0]], with: sides[1]).html().contains(legend))
    let far = try RunComparison(of: [laterModel { $0.name = "other-2c" }], with: laterModel())
    #expect(try far.remarks == [] && !far.html().contains(legend))
  }

  /// A name that one side alone has leaves open whether it is the same host.
  @Test func aNamedMachineIsNotCalledLikeAnUnnamedOne() throws {
    #expect(
      try RunComparison(of: [laterModel()], with: exampleModel()).relations(of: 0)[0]
        == "B's machine: like A's; neither has a name, so they may be two hosts")
    var entries = try soundEntries()
    guard case .plan(var entry) = entries[0] else { return }
    entry.nickname = "lab-7"
    entries[0] = .plan(entry)
    let named = try ReportModel(name: "named", log: writtenLog(of: entries))
    let plain = try ReportModel(name: "plain", log: writtenLog(of: soundEntries()))
    #expect(
      RunComparison(of: [named], with: plain).relations(of: 0)[0].hasPrefix(
        "B's machine: perhaps A's: alike in all that is recorded, but only one has a name, 'lab-7'")
    )
    #expect(
      RunComparison(of: [named], with: named).relations(of: 0)[0] == "B's machine: the same as A's")
  }
}
