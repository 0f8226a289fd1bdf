import Foundation
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

@Suite struct WorkerReportTests {
  @Test func timeOffTheCPUIsLostUnlessTheWorkerSleptForWantOfWork() {
    func lost(sleptNanoseconds: Int64) -> Int64 {
      var report = WorkerReport()
      report.enter(allocatedBytes: 0)
      usleep(50_000)
      report.leave(allocatedBytes: 0, sleptNanoseconds: sleptNanoseconds)
      return report.lostNanoseconds
    }
    #expect(lost(sleptNanoseconds: 0) > 45_000_000)
    // Whatever this machine adds to 50 ms, it is off by them.
    #expect(lost(sleptNanoseconds: 3_600_000_000_000) == 0)
  }

  @Test func aRunLosesWhatItsUnluckiestWorkerLost() {
    var report = RunReport()
    #expect(report.lostNanoseconds == 0)
    report.workers = ([3, 9, 0] as [Int64]).map { nanoseconds in
      var worker = WorkerReport()
      worker.lostNanoseconds = nanoseconds
      return worker
    }
    #expect(report.lostNanoseconds == 9)
  }

  /// The leader sleeps, and nothing that a helper could do is left. On one CPU Dispatch sends no helper.
  @Test(.enabled(if: hasSeveralCPUs, "needs two CPUs"))
  func aHelperWithoutWorkCountsItsSleep() {
    let naps = Naps()
    let nap: Int64 = 20_000_000
    // Whether and when a helper comes is up to Dispatch, which serves other tests, too.
    for _ in 0..<1_000 where naps.longest < nap {
      WorkerTeam(size: 2).run(
        naps, enter: { _ in }, leave: { worker, slept in if worker == 1 { naps.note(slept) } }
      ) { leader in
        leader.perform(0, tasks: 1, grain: 1, isShared: true)
        usleep(50_000)
      }
    }
    #expect(naps.longest >= nap)
  }

  /// As Ctrl-Z and fg do, and as a frozen control group does: whoever works or waits, the time shows.
  @Test(arguments: [1, 2])
  func aStopOfTheProcessIsLostTime(threads: Int) throws {
    let entry = try #require(Catalog.entry(named: "ladder-128"))
    let trainer = try Trainer(
      entry.network, training: entry.training,
      options: TrainerOptions(batchSize: 64, threads: threads))
    var random = SplitMix64(seed: 1)
    try trainer.load(
      inputs: .random([128, 128], using: &random), targets: .random([128, 64], using: &random))
    // By its best pace a run of three seconds, so that it is on its way when the stop comes.
    let pace = (0..<10).map { _ in
      let start = ContinuousClock.now
      _ = trainer.run(steps: 200)
      return (.now - start) / 200
    }
    let steps = Int(Duration.seconds(3) / (pace.min() ?? .seconds(1)))
    let stopper = Process()
    stopper.executableURL = URL(filePath: "/bin/sh")
    stopper.arguments = ["-c", "sleep 0.2; kill -STOP $PPID; sleep 0.7; kill -CONT $PPID"]
    try stopper.run()
    let report = trainer.run(steps: steps)
    stopper.waitUntilExit()
    #expect(report.lostNanoseconds > 500_000_000)
  }
}

/// Whether the scheduler may choose from several CPUs.
var hasSeveralCPUs: Bool {
  let status = try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
  let allowed = status?.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
  return allowed?.contains { $0 == "-" || $0 == "," } ?? false
}

/// Work of a single task, and the longest sleep that was noted.
private final class Naps: TeamWork {
  private let lock = NSLock()
  nonisolated(unsafe) private var most: Int64 = 0

  var longest: Int64 { lock.withLock { most } }

  func note(_ nanoseconds: Int64) {
    lock.withLock { most = max(most, nanoseconds) }
  }

  func perform(_ phase: Int, _ range: Range<Int>, worker: Int) {}
}
