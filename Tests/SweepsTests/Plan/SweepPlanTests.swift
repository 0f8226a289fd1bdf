import Records
import Suites
import TestSupport
import Testing
import Training
import Sweeps

@Suite struct SweepPlanTests {
  @Test(arguments: [
    (1, [1]), (2, [1, 2]), (3, [1, 2, 3]), (4, [1, 2, 4]), (6, [1, 2, 4, 6]), (0, [1]),
    (96, [1, 2, 4, 8, 16, 32, 64, 96]),
  ])
  func threadsDoubleUpToTheUsableCPUs(count: Int, expected: [Int]) {
    #expect(SweepPlan.threadCounts(upTo: count) == expected)
  }

  @Test func groupsStandInTheSuitesOrderAndCellsAscend() throws {
    let suite = Suite(
      models: [.init(name: "and", batchSizes: [128, 32]), .init(name: "pair")], batchSizes: [8],
      threads: [4, 1])
    let plan = try SweepPlan(suite: suite, usableCPUs: 2, seed: 1)
    #expect(plan.groups.map(\.entry.name) == ["and", "and", "pair"])
    #expect(plan.groups.map(\.subject.batchSize) == [128, 32, 8])
    #expect(plan.groups.allSatisfy { $0.cells.map(\.threads) == [1, 4] })
    #expect(plan.groups.map(\.parameterCount) == [129, 129, 6])
    #expect(plan.cellCount == 6)
  }

  @Test func moreThreadsThanUsableCPUsAreMarked() throws {
    let plan = try SweepPlan(
      suite: Suite(models: [.init(name: "pair")], batchSizes: [32], threads: [2, 3]),
      usableCPUs: 2, seed: 1)
    #expect(plan.groups[0].cells.map(\.isOversubscribed) == [false, true])
  }

  @Test func everyNumberOfRanksHasEveryThreadCount() throws {
    var suite = Suite(models: [.init(name: "pair")], batchSizes: [32], threads: [1, 2])
    let alone = try SweepPlan(suite: suite, usableCPUs: 2, seed: 1)
    suite.ranks = [2, 1]
    let plan = try SweepPlan(suite: suite, usableCPUs: 2, seed: 1)
    #expect(plan.groups[0].cells.map(\.team) == Team.all(ranks: [1, 2], threads: [1, 2]))
    #expect(plan.groups[0].cells.map(\.isOversubscribed) == [false, false, false, true])
    #expect(plan.cellCount == 4)
    #expect(plan.record.cases[0].ranks == [1, 2])
    #expect(plan.record.cases[0].threads == [1, 2])
    #expect(plan.launchedRanks == 2)
    #expect(plan.estimatedSeconds > alone.estimatedSeconds)
    // One rank is one process, and plans without ranks keep their digests.
    suite.ranks = [1]
    #expect(try SweepPlan(suite: suite, usableCPUs: 2, seed: 1).record == alone.record)
    #expect(alone.launchedRanks == nil)
    let libraries = ["jax", "torch-ddp"].map {
      BenchmarkPlan.Implementation(name: $0, program: "bb")
    }
    let error = #expect(throws: SweepError.self) { try plan.beside(libraries, singles: ["jax"]) }
    #expect(error?.sentence.hasPrefix("--ranks: jax trains in single processes") == true)
    #expect(try plan.beside([libraries[1]]).groups[0].isOrdered)
    let again = try SweepPlan(
      repeating: plan.groups[0].subject, of: plan.record, usableCPUs: 2, digitsFolder: nil)
    #expect(again.record == plan.record)
  }

  /// Small chains among them, which stay on one worker however large their batch.
  @Test(arguments: ["pair", "ladder-8", "ladder-16", "ladder-32", "digits"])
  func automaticThreadsAreWhatTheTrainerTakes(model: String) throws {
    let suite = Suite(models: [.init(name: model)], batchSizes: [32, 128, 1_024])
    for group in try SweepPlan(suite: suite, usableCPUs: 8, seed: 1).groups {
      let trainer = try Trainer(
        group.entry.trainingNetwork, training: group.entry.training,
        options: TrainerOptions(
          batchSize: group.subject.batchSize, threads: 8, usesFewerThreads: true))
      #expect(group.automaticThreads == trainer.threads)
    }
  }

  @Test func verifiedStepsFollowFromTheArithmeticOfAStep() throws {
    let plan = try SweepPlan(
      suite: Suite(
        models: [.init(name: "denoise"), .init(name: "pair")], batchSizes: [128, 1_024]),
      usableCPUs: 2, seed: 1)
    // 128 samples of 1.85 MFLOP: 6e9 / 2.37e8 = 25 steps, in tens; 1,024 samples: never under 10.
    #expect(plan.groups.map(\.verifiedSteps) == [20, 10, 1_000, 1_000])
  }

  @Test func estimatesGrowWithCellsAndTime() throws {
    func seconds(_ suite: Suite) throws -> Double {
      try SweepPlan(suite: suite, usableCPUs: 2, seed: 1).estimatedSeconds
    }
    let base = try seconds(.scripted)
    // Two cells and the control.
    #expect(base > 3 * 0.3)
    #expect(base < 3)
    var twice = Suite.scripted
    twice.batchSizes = [32, 33]
    #expect(abs(try seconds(twice) - 2 * base) < 0.01)
  }

  @Test func aCaseIsLaidOutAgainAsInItsPlan() throws {
    var suite = Suite(models: [.init(name: "pair"), .init(name: "and")], batchSizes: [32])
    suite.pinning = .compact
    let first = try SweepPlan(suite: suite, usableCPUs: 2, seed: 5)
    let again = try SweepPlan(
      repeating: BenchmarkCase(model: "and", batchSize: 32), of: first.record, usableCPUs: 2,
      digitsFolder: nil)
    var expected = first.record
    expected.cases.removeFirst()
    #expect(again.record == expected)
    #expect(again.groups.map(\.parameterCount) == [129])
  }

  @Test func whatAPlanDoesNotTellIsNamed() throws {
    let pair = BenchmarkCase(model: "pair", batchSize: 32)
    let digits = BenchmarkCase(model: "digits", batchSize: 32)
    let plan = try SweepPlan(
      suite: Suite(models: [.init(name: "pair"), .init(name: "digits")], batchSizes: [32]),
      usableCPUs: 2, seed: 1
    ).record
    var old = plan
    old.secondsPerCell = 0
    var files = plan
    files.usesRecordedDigits = true
    let other = BenchmarkCase(model: "pair", batchSize: 64)
    for (subject, plan, folder, words) in [
      (other, plan, nil, "does not have pair, batch 64"), (pair, old, nil, "for how long"),
      (digits, files, nil, "read digits from files"), (digits, plan, "mnist", "drew its digits"),
    ] as [(BenchmarkCase, BenchmarkPlan, String?, String)] {
      let error = #expect(throws: SweepError.self) {
        try SweepPlan(repeating: subject, of: plan, usableCPUs: 2, digitsFolder: folder)
      }
      #expect(error?.description.contains(words) == true)
    }
  }

  @Test func aCaseWithoutDigitsNeedsNoneOfItsRun() throws {
    try withTemporaryFolder { folder in
      try writeDigits(to: folder)
      let plan = try SweepPlan(
        suite: Suite(models: [.init(name: "pair"), .init(name: "digits")], batchSizes: [3]),
        usableCPUs: 2, seed: 1, digitsFolder: folder)
      let again = try SweepPlan(
        repeating: BenchmarkCase(model: "pair", batchSize: 3), of: plan.record, usableCPUs: 2,
        digitsFolder: nil)
      #expect(again.record.cases == [plan.record.cases[0]])
    }
  }
}
