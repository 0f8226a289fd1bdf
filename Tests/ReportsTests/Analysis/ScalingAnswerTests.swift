import Records
import Testing

@testable import Reports

@Suite struct ScalingAnswerTests {
  /// A case whose second worker, where there is none, did nothing in any process.
  private func replicates(_ example: ExampleCase, isShared: Bool = true) -> [Replicate] {
    (0..<3).map { process in
      var replicate = example.replicate(process: process)
      for index in replicate.contestants.indices where !isShared {
        for worker in replicate.contestants[index].workers.indices.dropFirst() {
          replicate.contestants[index].workers[worker].tasks = 0
        }
      }
      return replicate
    }
  }

  private func run() throws -> ReportModel {
    try model(
      of: replicates(pair([1: [2, 2], 2: [2.02, 2.02]]), isShared: false)
        + replicates(denoise(batchSize: 32, [1: [600, 600], 2: [400, 400]]))
        + replicates(denoise(batchSize: 128, [1: [2000, 2000], 2: [1000, 1000]]))
        + replicates(denoise(batchSize: 1024, [1: [16_000, 16_000], 2: [10_000, 10_000]])))
  }

  @Test func theAnswerHasThreeClassesByTheSizeOfAStep() throws {
    let answer = try #require(try run().scalingAnswer)
    #expect(answer.threads == 2)
    #expect(answer.classes.map(\.size) == [.large, .medium])
    #expect(
      answer.classes.map { $0.cases.map(\.group.caseText) }
        == [["denoise 1,024", "denoise 128"], ["denoise 32"]])
    #expect(answer.unshared.map(\.caseText) == ["pair 32"])
    #expect(
      try run().answer
        == "With 2 threads on 2 cores, large networks run 1.79× as fast as with one (1.6× to 2.0×, 2 of 2 "
        + "inconclusive), medium ones 1.5× (1 of 1 inconclusive), small ones stay on one thread by design."
    )
  }

  /// A mean above 1 would hide those that lose.
  @Test func casesThatLoseByThreadsAreCounted() throws {
    let run = try model(
      of: replicates(denoise(batchSize: 32, [1: [600, 600], 2: [1000, 1000]]))
        + replicates(denoise(batchSize: 128, [1: [2000, 2000], 2: [1000, 1000]]))
        + replicates(denoise(batchSize: 1024, [1: [16_000, 16_000], 2: [20_000, 20_000]])))
    #expect(
      run.answer
        == "With 2 threads on 2 cores, large networks run 1.26× as fast as with one (0.80× to 2.0×, 1 of 2 "
        + "below 1×, 2 of 2 inconclusive), medium ones 0.60× (1 of 1 inconclusive).")
    // What reads 1.00× is not below it.
    let even = try model(
      of: replicates(denoise(batchSize: 128, [1: [2000, 2000], 2: [2000.5, 2000.5]]))
        + replicates(denoise(batchSize: 1024, [1: [16_000, 16_000], 2: [8000, 8000]])))
    #expect(even.answer.hasSuffix("(1.0× to 2.0×, 2 of 2 inconclusive)."))
  }

  /// A mean hides cases of which nothing is known, too; where no noise was measured, nothing is known of any.
  @Test func casesWithoutAVerdictAreCounted() throws {
    func run(control: [Double]?) throws -> ReportModel {
      var restless = denoise(
        batchSize: 128, [1: [2000, 2000, 2000, 2000], 2: [1000, 3000, 1000, 1000]])
      restless.control = control
      return try model(
        of: replicates(restless)
          + replicates(
            denoise(
              batchSize: 1024,
              [
                1: [Double](repeating: 16_000, count: 4),
                2: [Double](repeating: 8000, count: 4),
              ])))
    }
    let control = [Double](repeating: 2000, count: 4)
    let answer = try #require(try run(control: control).scalingAnswer)
    let large = answer.classes[0]
    #expect(large.cases.map(\.group.batchSize) == [1024, 128])
    #expect(large.inconclusiveCount == 1 && large.doubtText == "1 of 2 inconclusive")
    #expect(try run(control: control).answer.contains(", 1 of 2 inconclusive)"))
    #expect(
      try #require(try run(control: control).speedupChart).groups[0].label.hasSuffix(
        " on average, 1 of 2 inconclusive"))
    #expect(
      try #require(try run(control: control).speedupChart).description.contains(
        " ?: inconclusive are 1 of 2 large steps: the table says why."))
    let bars = try #require(try run(control: control).speedupChart).groups[0].bars
    #expect(bars.map { $0.note.hasSuffix("?") } == [false, true])
    let page = try run(control: control).throughputTable.markdown.split(separator: "\n")
    #expect(page.map { $0.contains(" ? |") } == [false, false, true, false])
    // Where there is no room for words, a mark says so.
    let note = "inconclusive, so that nothing tells which of the two is faster"
    let summary = try run(control: control).summary(of: ["denoise/128"], askedBy: "README.md")
    #expect(summary.contains(" ? |") && summary.contains("\n?: \(note).\n"))
    #expect(try !run(control: control).shortTable.contains("?"))
    let text = try run(control: control).threadComparison(usingColor: false)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("denoise") }
    #expect(rows.map { $0.hasSuffix(" ?") } == [true, false])
    #expect(text.contains("\n? \(note)\n"))
    // Without noise no verdict is there, as its cells say.
    let unknown = try run(control: nil)
    #expect(unknown.scalingAnswer?.classes[0].doubtText == "2 of 2 inconclusive")
    #expect(unknown.answer.contains(", 2 of 2 inconclusive)"))
    #expect(unknown.threadComparison(usingColor: false).contains(", 2 of 2 inconclusive)"))
    #expect(unknown.scalingText.hasSuffix(" with 2 threads, 2 of 2 inconclusive"))
    let index = ResultsIndex([unknown])
    #expect(index.markdown.contains("× with 2 threads, 2 of 2 inconclusive | yes"))
    // Of several sessions the cases of all are counted.
    let both = ResultsIndex([unknown, try run(control: control)])
    #expect(both.markdown.contains(" with 2 threads, 3 of 4 inconclusive | yes"))
    #expect(
      try #require(both.histories().first).answer.contains("] (3 of 4 inconclusive) as fast"))
  }

  /// What was not shared is no failure to scale.
  @Test func theHeadlineIsOfSharedCellsAlone() throws {
    #expect(try run().scalingText.hasPrefix("1.69× with 2 threads"))
  }

  @Test func aWorkerThatIsLateInOneProcessIsNoDesign() throws {
    var late = replicates(pair([1: [2, 2], 2: [1, 1]]))
    late[1].contestants[1].workers[1].tasks = 0
    let cell = try #require(try model(of: late).groups[0].cell(threads: 2))
    #expect(cell.isShared)
    #expect(cell.measurement?.participation.tookPart == 1)
  }

  /// One worker takes 2 µs, and by another measurement 2.02: a column has what was measured with its threads, as the
  /// line of progress, a comparison and the files have, and the chart no dot that would look like a gain.
  @Test func casesThatAreNotSharedHaveBothNumbers() throws {
    let run = try run()
    let texts = [
      run.throughputTable.markdown, try run.summary(of: [], askedBy: "README.md"),
      run.threadComparison(usingColor: false),
    ]
    for text in texts {
      let row = try #require(text.split(separator: "\n").first { $0.contains("pair") })
      let rates = ["16.00 M", "15.84 M"]
      #expect(rates.allSatisfy(row.contains), "\(row)")
    }
    let dots = try #require(run.throughputDots?.groups.first?.rows)
    #expect(dots.map(\.dots.count) == [2, 1] && dots.map(\.label) == ["denoise 128", "pair 32"])
    #expect(run.bestThroughput(of: "pair") == 16e6)
    // Files for programs have what was measured.
    #expect(run.csv.contains(",15841584") || run.csv.contains(",1.58416e+07"))
  }

  @Test func tablesSayNotSharedInPlaceOfASpeedup() throws {
    let run = try run()
    let texts = [
      run.throughputTable.markdown, run.scalingTable.markdown,
      try run.summary(of: [], askedBy: "README.md"), run.threadComparison(usingColor: false),
    ]
    for text in texts {
      let row = try #require(text.split(separator: "\n").first { $0.contains("pair") })
      #expect(row.contains("not shared") && !row.contains("0.99"), "\(row)")
    }
  }

  @Test func theChartHasBarsForSharedCasesAndNamesTheOthers() throws {
    let chart = try #require(try run().speedupChart)
    #expect(chart.title == "2 threads run large networks 1.79× as fast")
    #expect(
      chart.groups.map { $0.bars.map(\.label) } == [
        ["denoise 1,024", "denoise 128"], ["denoise 32"],
      ])
    #expect(
      chart.footnote
        == "On one thread by design, as a step is too short to share: pair (32).")
  }

  /// Of one case alone the mean is its own figure, whose interval allows fewer digits than a mean has.
  @Test func aFigureHasOneNumberOfDigitsOnAPage() throws {
    let run = try model(
      of: replicates(
        denoise(batchSize: 1024, [1: [16_000, 16_000, 16_000], 2: [14_500, 14_000, 8_000]])))
    let text = try #require(run.scalingAnswer).classes[0].meanText
    #expect(text == "1.1×")
    #expect(run.answer.contains("large networks run 1.1× as fast"))
    let chart = try #require(run.speedupChart)
    #expect(chart.title == "2 threads run large networks 1.1× as fast")
    #expect(chart.groups[0].label.hasPrefix("large steps: 1.1× on average"))
    #expect(chart.groups[0].bars[0].note.hasPrefix("1.1×"))
    #expect(run.scalingText.hasPrefix("1.1× with"))
    #expect(ResultsIndex([run]).markdown.contains("| 1.1× with 2 threads, "))
  }

  @Test func oneThreadAloneTellsNothing() throws {
    #expect(
      try model(of: [pair([1: [2, 2]]).replicate()]).answer
        == "Measured with 1 thread alone, so this run does not tell how the machine scales.")
    #expect(try model(of: []).answer == "No cell was measured.")
  }

  @Test func aSpeedupBeyondTheCeilingIsMarked() throws {
    var replicate = denoise(batchSize: 1024, [1: [16_000, 16_000], 2: [7_000, 7_000]]).replicate()
    let run = try model(of: [replicate])
    #expect(run.scalingTable.markdown.contains("| 110 % † |"))
    #expect(try #require(run.speedupChart).groups[0].bars[0].note == "2.3×†?")
    let summary = try run.summary(of: [], askedBy: "README.md")
    #expect(summary.contains("| 2.3× † ? |") && summary.contains("†: beyond what the machine"))
    #expect(run.shortTable.contains("| 2.3× † ? |"))
    for index in replicate.blocks.indices { replicate.blocks[index].peakFlopsPerSecond = 50e9 }
    #expect(try model(of: [replicate]).throughputTable.markdown.contains(" † |"))
  }
}

@Suite struct TrustTests {
  @Test func noiseAndDisturbedBlocksStandBesideTheProof() throws {
    #expect(
      try exampleModel().trustSentence
        == "Equal trainers that took turns differed by 1.00 %; none of 81 blocks was disturbed.")
    var replicate = pair([1: [2, 2], 2: [1, 1]]).replicate()
    replicate.blocks[0].disturbances = ["steal"]
    #expect(
      try model(of: [replicate]).trustSentence
        == "How far equal trainers differ was not measured; 1 of 4 blocks (25.0 %) were disturbed, and "
        + "count only where a cell has no others.")
    #expect(try model(of: []).trustSentence == nil)
  }

  @Test func howFarCPUsAreApartIsTold() throws {
    let replicates = [(32, 62.0), (128, 310)].map { batchSize, nanoseconds in
      var replicate = denoise(batchSize: batchSize, [1: [2_000, 2_000], 2: [1_000, 1_000]])
        .replicate()
      for index in replicate.blocks.indices {
        let threads = replicate.contestants[replicate.blocks[index].contestant].threads
        replicate.blocks[index].coreLatencyNanoseconds = threads > 1 ? nanoseconds : nil
      }
      return replicate
    }
    let run = try model(of: replicates)
    #expect(
      try #require(run.trustSentence).hasSuffix(
        "A word took 62.0 ns to 310 ns from one CPU to another, by case."))
    #expect(
      try #require(model(of: [replicates[0]]).trustSentence).hasSuffix(
        "A word took 62.0 ns from one CPU to another."))
    let table = run.scalingTable.csv
    #expect(table.contains("core to core") && table.contains(",310 ns,"))
    #expect(!(try exampleModel().scalingTable.csv.contains("core to core")))
  }

  /// A reader can neither wait nor set a governor; every advice that a run can be given is told so.
  @Test func adviceIsToldInThePast() {
    #expect(
      "the load average is 0.61, so something else keeps CPUs busy; end it, or wait".finding
        == "Before the run other work took CPU time (load average 0.61).")
    #expect(
      "this is a virtual machine (hypervisor: unnamed), whose neighbours no method removes; look"
        .finding
        == "This was a virtual machine, whose neighbours no method removes.")
    var fingerprint = exampleFingerprint(of: exampleMachine)
    fingerprint.build.isOptimized = false
    fingerprint.build.vectorLanes = 4
    fingerprint.build.isTreeClean = .value(false)
    fingerprint.limits.cores = .value(1)
    fingerprint.limits.quota = .value(1.5)
    fingerprint.settings.governor = .value("powersave")
    fingerprint.settings.transparentHugePages = .value("never")
    fingerprint.settings.isBoostOn = .value(true)
    let all = advice(for: fingerprint, loadAverage: 3)
    #expect(all.count == 10)
    for one in all {
      let finding = one.sentence.finding
      #expect(finding.hasSuffix(".") && !finding.contains(";"))
      let present = finding.firstMatch(of: #/\b(is|are|has|keeps|can|differ|stops|changes)\b/#)
      #expect(present == nil, "\(finding)")
    }
  }
}

@Suite struct StepSpreadTests {
  @Test func binsAreEqualFactorsAroundTheMedian() {
    let spread = StepSpread(of: [0.1, 1, 1, 9], median: 1)
    #expect(spread.shares.count == 48)
    #expect(spread.shares.reduce(0, +) == 1)
    // The median is 14.1 bins above the lower end; what lies beyond stands at the ends.
    #expect(spread.shares[14] == 0.5)
    #expect((spread.shares[0], spread.shares[47]) == (0.25, 0.25))
  }

  @Test func timesOfADamagedRecordAreNoCrash() {
    #expect(StepSpread(of: [0, 0], median: 0).shares == [Double](repeating: 0, count: 48))
  }
}
