import Dispatch
import Glibc
import Kernels
import Randomness
import Networks
import Synchronization
import TestSupport
import Testing
import Training

/// The team through the trainer's door: phases end whatever the threads do.
@Suite struct WorkerTeamTests {
  /// Swift Testing starts all tests at once and counts what each waits behind the others, too: in a
  /// debug build on two cores, many minutes.
  private static let limit = TimeLimitTrait.Duration.minutes(30)

  /// Steps until somebody watches them end; a hang is a failure by the time limit.
  private static func trainSomeSteps(threads: Int, steps: Int = 40) throws -> RunReport {
    let entry = Catalog.entry(named: "ladder-128")!
    let trainer = try Trainer(
      entry.network, training: entry.training,
      options: TrainerOptions(batchSize: 64, threads: threads))
    var random = SplitMix64(seed: 1)
    try trainer.load(
      inputs: .random([128, 128], using: &random), targets: .random([128, 64], using: &random))
    return trainer.run(steps: steps)
  }

  @Test(.timeLimit(Self.limit), arguments: [1, 2, 7, 33, 200])
  func endsWithMoreWorkersThanCPUs(threads: Int) throws {
    let report = try Self.trainSomeSteps(threads: threads)
    #expect(report.workers.count == threads)
    // 8 shards, and 4 row blocks of 4 panels of the first kernel and so on: the same every step. Where shards
    // do not go round evenly, they are cut by outputs as well.
    let tasks = report.workers.reduce(0) { $0 + $1.pieces }
    let alone = try Self.trainSomeSteps(threads: 1).workers[0].tasks
    #expect(threads <= 2 ? tasks == alone : tasks > alone)
    #expect(tasks % 40 == 0)
  }

  @Test(.timeLimit(Self.limit))
  func endsWhileTheGlobalQueueIsBusy() throws {
    let release = Flag()
    let done = DispatchGroup()
    for _ in 0..<64 {
      DispatchQueue.global().async(group: done) {
        while !release.isRaised.load(ordering: .acquiring) { rest() }
      }
    }
    defer {
      release.isRaised.store(true, ordering: .releasing)
      done.wait()
    }
    #expect(try Self.trainSomeSteps(threads: 4).lastLoss.isFinite)
  }

  @Test(.timeLimit(Self.limit))
  func endsWhenNested() {
    let failures = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      do {
        _ = try Self.trainSomeSteps(threads: 3)
      } catch {
        failures.add(1, ordering: .relaxed)
      }
    }
    #expect(failures.load(ordering: .relaxed) == 0)
  }

  /// Sleeping helpers must wake: each run is longer apart than a helper spins.
  @Test(.timeLimit(Self.limit))
  func helpersComeBackFromSleep() throws {
    for _ in 0..<20 {
      _ = try Self.trainSomeSteps(threads: 2, steps: 3)
      rest()
    }
  }
}

/// Two milliseconds.
private func rest() {
  var time = timespec(tv_sec: 0, tv_nsec: 2_000_000)
  nanosleep(&time, nil)
}

private final class Flag: Sendable {
  let isRaised = Atomic(false)
}
