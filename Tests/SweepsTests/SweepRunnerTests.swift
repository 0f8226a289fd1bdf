import Foundation
import Records
import Suites
import TestSupport
import Testing

@testable import Sweeps

/// A sweep whose child processes are scripted.
private final class ScriptedSweep {
  let clock = ScriptedClock()
  /// What becomes of some processes, by number; the others measure.
  var fates: [Int: MeasuringFailure] = [:]
  var commit = "abc"
  var digest = "ab"
  var seed: UInt64 = 1
  /// After so many processes somebody presses Ctrl-C.
  var processesUntilInterruption = Int.max
  private(set) var jobs: [MeasuringJob] = []
  private(set) var events: [SweepEvent] = []

  func run(_ suite: Suite = .scripted, into path: String) throws -> SweepOutcome {
    jobs = []
    events = []
    let plan = try SweepPlan(suite: suite, usableCPUs: 4, seed: seed)
    let measure: SweepRunner.Measure = { job, _, _, report throws(MeasuringFailure) in
      self.jobs.append(job)
      report(.preparing, 0.5)
      if let fate = self.fates[job.process] { throw fate }
      self.clock.nanoseconds += 500_000_000
      let scripted = ScriptedCase()
      scripted.job = job
      do {
        return try scripted.replicate()
      } catch {
        throw .failed("\(error)")
      }
    }
    return try SweepRunner(
      plan: plan, measure: measure, topology: [], nanoseconds: { self.clock.nanoseconds },
      date: { "2026-01-31T12:00:00Z" }
    ).run(
      log: try LogFile(path: path).open(), fingerprint: fingerprint, advice: ["buy a better one"],
      stopSignal: { self.jobs.count >= self.processesUntilInterruption ? 2 : nil },
      report: { self.events.append($0) })
  }

  private var fingerprint: Fingerprint {
    Fingerprint.current(
      build: Fingerprint.Build(
        compiler: "Swift 6.3", flags: "", isOptimized: true, targetCPU: "native", vectorLanes: 16,
        allocator: "jemalloc 5.3.0", commit: .value(commit), isTreeClean: .value(true),
        binaryDigest: .value(digest)),
      files: SystemFiles(read: { _ in .absent }, names: { _ in .absent }))
  }
}

@Suite struct SweepRunnerTests {
  private func withLog(_ body: (_ path: String) throws -> Void) throws {
    try withTemporaryFolder { try body("\($0)/records.jsonl") }
  }

  private func log(_ path: String) throws -> RunLog { try LogFile(path: path).log() }

  @Test func thePlanStandsBeforeTheFirstStartAndEveryProcessLeavesAReplicate() throws {
    try withLog { path in
      let outcome = try ScriptedSweep().run(into: path)
      #expect(outcome.finishedProcesses == 3)
      let log = try log(path)
      let kinds = log.entries.map { entry in
        switch entry {
        case .plan: "plan"
        case .start: "start"
        case .replicate: "replicate"
        case .failure: "failure"
        case .interruption: "interruption"
        case .quality: "quality"
        }
      }
      #expect(
        kinds == ["plan", "start", "replicate", "start", "replicate", "start", "replicate"])
      #expect(log.chainFault == nil)
      let plan = try #require(log.plans.first)
      let digest = try plan.plan.digest()
      #expect(plan.digest == digest)
      #expect(plan.advice == ["buy a better one"])
      #expect(log.results().map(\.replicates.count) == [3])
      #expect(log.results()[0].replicates.map(\.process) == [0, 1, 2])
    }
  }

  @Test func processesOfAllCasesAreInterleaved() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      var suite = Suite.scripted
      suite.batchSizes = [32, 64]
      suite.processes = 2
      _ = try sweep.run(suite, into: path)
      #expect(sweep.jobs.map(\.subject.batchSize) == [32, 64, 32, 64])
      #expect(sweep.jobs.map(\.process) == [0, 0, 1, 1])
    }
  }

  @Test func aProcessThatFailsFailsAloneAndIsTriedAgain() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      sweep.fates = [1: .failed("the process was ended by signal 11")]
      let first = try sweep.run(into: path)
      #expect(first.finishedProcesses == 3)
      #expect(try log(path).results()[0].failures == ["the process was ended by signal 11"])
      sweep.fates = [:]
      #expect(try sweep.run(into: path).earlierProcesses == 2)
      #expect(sweep.jobs.map(\.process) == [1])
      #expect(try log(path).results()[0].failures.isEmpty)
    }
  }

  @Test func aProcessThatCannotBeStartedEndsTheSweepWithOneSentence() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      sweep.fates = [1: .notStarted("cannot start 'gradmark': Too many open files")]
      let error = #expect(throws: SweepError.self) { try sweep.run(into: path) }
      #expect(error?.kind == .unavailable)
      #expect(
        error?.sentence.hasPrefix(
          "cannot start 'gradmark': Too many open files; what is measured is kept, so raise")
          == true)
      #expect(sweep.jobs.count == 2)
      let failures = try log(path).results()[0].failures
      #expect(failures.isEmpty)
      sweep.fates = [:]
      #expect(try sweep.run(into: path).earlierProcesses == 1)
    }
  }

  @Test func anInterruptedSweepGoesOnToTheSamePlan() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      sweep.processesUntilInterruption = 1
      #expect(try sweep.run(into: path).end == .interrupted)
      #expect(try log(path).interruptionCount == 1)
      sweep.processesUntilInterruption = .max
      let outcome = try sweep.run(into: path)
      #expect(outcome.earlierProcesses == 1)
      #expect(sweep.jobs.map(\.process) == [1, 2])
      let log = try log(path)
      #expect(Set(log.plans.map(\.digest)).count == 1)
      #expect(log.chainFault == nil)
      #expect(log.results().map(\.replicates.count) == [3])
    }
  }

  @Test func aChildThatDiesOfCtrlCIsNoFailure() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      sweep.fates = [0: .interrupted]
      let outcome = try sweep.run(into: path)
      #expect(outcome.end == .interrupted)
      #expect(try log(path).interruptionCount == 1)
      #expect(try log(path).results().isEmpty)
    }
  }

  @Test func aProgramThatIsBuiltAnewEndsTheSweepAndNothingIsLost() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      sweep.fates = [1: .otherProgram("cd")]
      let outcome = try sweep.run(into: path)
      #expect(sweep.jobs.map(\.binaryDigest) == ["ab", "ab"])
      #expect(outcome.end == .otherProgram("cd"))
      #expect(outcome.programChange?.description.contains("SHA-256 cd… now") == true)
      #expect(outcome.finishedProcesses == 1)
      let log = try log(path)
      #expect(log.results().map(\.replicates.count) == [1])
      #expect(log.results().flatMap(\.failures).isEmpty)
      sweep.fates = [:]
      #expect(try sweep.run(into: path).earlierProcesses == 1)
    }
  }

  @Test func whatIsMeasuredIsNotMeasuredAgain() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      _ = try sweep.run(into: path)
      let before = try Data(contentsOf: URL(filePath: path))
      #expect(try sweep.run(into: path).earlierProcesses == 3)
      #expect(sweep.jobs.isEmpty)
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
  }

  /// Else the tables would go on to show what was measured under the plan in between.
  @Test func aPlanWithNothingLeftToDoIsWrittenDownWhereTheNewestIsAnother() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      _ = try sweep.run(into: path)
      sweep.seed = 2
      _ = try sweep.run(into: path)
      sweep.seed = 1
      #expect(try sweep.run(into: path).earlierProcesses == 3)
      #expect(sweep.jobs.isEmpty)
      let log = try log(path)
      #expect(log.plans.map(\.plan.seed) == [1, 2, 1])
      #expect(log.results().flatMap(\.replicates).map(\.seed) == [1, 1, 1])
    }
  }

  @Test(arguments: ["seed", "binary", "time", "threads"])
  func anotherSeedBinaryTimeOrThreadCountIsMeasuredAnew(what: String) throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      var suite = Suite.scripted
      _ = try sweep.run(suite, into: path)
      switch what {
      case "seed": sweep.seed = 2
      case "binary": sweep.digest = "cd"
      case "time": suite.secondsPerCell = 0.4
      default: suite.threads = [1, 2, 4]
      }
      #expect(try sweep.run(suite, into: path).earlierProcesses == 0)
      #expect(sweep.jobs.count == 3)
    }
  }

  @Test func anotherCommitOfTheSameBinaryLeavesEarlierProcessesAlone() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      _ = try sweep.run(into: path)
      sweep.commit = "def"
      let outcome = try sweep.run(into: path)
      #expect(outcome.earlierProcesses == 3)
      #expect(try log(path).results().map(\.replicates.count) == [3])
    }
  }

  @Test func anotherBatchSizeLeavesEarlierCasesAlone() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      _ = try sweep.run(into: path)
      var suite = Suite.scripted
      suite.batchSizes = [32, 64]
      #expect(try sweep.run(suite, into: path).earlierProcesses == 3)
      #expect(sweep.jobs.allSatisfy { $0.subject.batchSize == 64 })
    }
  }

  @Test func progressCountsProcessesAndLetsTheTimeLeftFall() throws {
    try withLog { path in
      let sweep = ScriptedSweep()
      _ = try sweep.run(into: path)
      let progress = sweep.events.map { event in
        switch event {
        case .measuring(_, _, _, let progress), .finished(_, let progress),
          .failed(_, _, _, let progress):
          progress
        }
      }
      #expect(progress.allSatisfy { $0.processCount == 3 })
      #expect(progress.map(\.finishedProcesses) == [0, 1, 1, 2, 2, 3])
      #expect(progress.map(\.fraction) == progress.map(\.fraction).sorted())
      #expect(try #require(progress.last).secondsLeft < 1e-9)
      #expect(progress[0].secondsLeft > 1)
    }
  }
}
