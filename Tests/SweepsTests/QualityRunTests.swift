import Records
import Testing

@testable import Sweeps

@Suite struct QualityRunTests {
  private let digits = QualityRun.goals[0]

  /// A run by a clock that moves on by a millisecond whenever it is read.
  ///
  /// - Parameter lost: microseconds in which nobody ran, epoch by epoch.
  private func run(threads: Int = 2, losing lost: [Int64] = []) -> QualityRun {
    var lost = lost[...]
    var nanoseconds: Int64 = 0
    return QualityRun(
      digits, threads: threads, digitsFolder: nil,
      nanoseconds: {
        nanoseconds += 1_000_000
        return nanoseconds
      }, lost: { _ in 1_000 * (lost.popFirst() ?? 0) }, date: { "2026-01-31T12:00:00Z" })
  }

  @Test(.enabled(if: isOptimized)) func trainingEndsWithTheEpochThatReachesTheGoal() throws {
    var heard: [Int] = []
    let entry = try #require(
      try run().train(seed: 3, isInterrupted: { false }) { epoch, _ in heard.append(epoch) })
    #expect(entry.epochs == entry.values.count)
    #expect(entry.values.last.map { $0 >= 0.9 } == true)
    #expect(entry.values.dropLast().allSatisfy { $0 < 0.9 })
    #expect(heard == Array(1...entry.values.count))
    // Evaluation, between two epochs, is not counted.
    for (index, seconds) in entry.seconds.enumerated() {
      #expect(abs(seconds - 0.001 * Double(index + 1)) < 1e-12)
    }
    #expect((entry.subject.model, entry.threads, entry.seed) == ("digits", 2, 3))
    #expect(entry.dataDigest?.count == 64)
    #expect((entry.measure, entry.goal) == ("accuracy", 0.9))
  }

  /// A process that was stopped and continued has not trained meanwhile.
  @Test(.enabled(if: isOptimized)) func timeInWhichTheProcessStoodStillDoesNotCount() throws {
    let entry = try #require(
      try run(losing: [400, 900]).train(seed: 3, isInterrupted: { false }) { _, _ in })
    #expect(abs(entry.seconds[0] - 0.001) < 1e-12)
    #expect(abs(entry.seconds[1] - 0.0011) < 1e-12)
  }

  @Test(.enabled(if: isOptimized)) func theSameSeedReachesTheSameWithAnyNumberOfThreads() throws {
    let values = try [1, 3].map { threads in
      try run(threads: threads).train(seed: 3, isInterrupted: { false }) { _, _ in }?.values
    }
    #expect(values[0] == values[1])
  }

  @Test func anInterruptedTrainingLeavesNothing() throws {
    var epochs = 0
    let entry = try run().train(seed: 3, isInterrupted: { epochs == 1 }) { _, _ in epochs += 1 }
    #expect(entry == nil)
    #expect(epochs == 1)
  }

  @Test func whatTheLogHoldsIsNotRepeated() throws {
    func quality(_ seed: UInt64, threads: Int = 2, goal: Double = 0.9) -> LogEntry {
      .quality(
        QualityEntry(
          subject: BenchmarkCase(model: "digits", batchSize: 32), threads: threads, seed: seed,
          measure: "accuracy", goal: goal, values: [0.95], seconds: [1], date: ""))
    }
    func plan(digest: String, digits: String? = nil) throws -> LogEntry {
      let build = Fingerprint.Build(
        compiler: "Swift 6.3", flags: "", isOptimized: true, targetCPU: "native", vectorLanes: 16,
        allocator: "jemalloc 5.3.0", commit: .absent, isTreeClean: .absent,
        binaryDigest: .value(digest))
      return .plan(
        try PlanEntry(
          plan: BenchmarkPlan(
            cases: [
              BenchmarkPlan.PlannedCase(
                subject: BenchmarkCase(model: "digits", batchSize: 128), threads: [2],
                parameterCount: 7850, files: digits.map { ["digits": $0] })
            ], processes: 1, secondsPerCell: 1, precision: 0.02, seed: 1),
          fingerprint: .current(
            build: build, files: SystemFiles(read: { _ in .absent }, names: { _ in .absent })),
          advice: [], date: ""))
    }
    let log = try RunLog(entries: [
      plan(digest: "aa"), quality(1), quality(2, threads: 1), quality(3, goal: 0.5), quality(4),
    ])
    #expect(run().pending(1..<6, after: log) == [2, 3, 5])
    // Other digits in the same folder are trained on anew, and those of before still count when they
    // are back.
    for digits in ["dd", "ee"] {
      let other = log.appending(try plan(digest: "aa", digits: digits))
      #expect(run().pending(1..<6, after: other) == [1, 2, 3, 4, 5])
      let trained = other.appending(quality(1))
      #expect(run().pending(1..<6, after: trained) == [2, 3, 4, 5])
      let back = trained.appending(try plan(digest: "aa"))
      #expect(run().pending(1..<6, after: back) == [2, 3, 5])
    }
    let rebuilt = log.appending(try plan(digest: "bb"))
    #expect(run().pending(1..<6, after: rebuilt) == [1, 2, 3, 4, 5])
  }
}
