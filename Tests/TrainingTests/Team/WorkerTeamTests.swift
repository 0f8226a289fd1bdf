import Dispatch
import Glibc
import Kernels
import Randomness
import Networks
import Synchronization
import TestSupport
import Testing

@testable import Training

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
    let tasks = report.workers.reduce(0) { $0 + $1.tasks }
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

  /// Before each phase of one run the helper sleeps; the leader's task ends once the helper has done the other.
  /// On one CPU Dispatch sends no helper.
  @Test(.timeLimit(Self.limit), .enabled(if: hasSeveralCPUs, "needs two CPUs"))
  func helpersComeBackFromSleep() {
    let phases = 3, tasks = PairedTasks()
    var comebacks: [Bool] = []
    // Whether and when a helper comes is up to Dispatch, which serves other tests, too.
    for _ in 0..<1_000 where comebacks.isEmpty {
      let team = WorkerTeam(size: 2)
      tasks.hasHelper.store(false, ordering: .relaxed)
      team.run(
        tasks, enter: { if $0 == 1 { tasks.hasHelper.store(true, ordering: .relaxed) } },
        leave: { if $0 == 1 { tasks.slept.store($1, ordering: .relaxed) } }
      ) { leader in
        guard rest(.milliseconds(50), until: { tasks.hasHelper.load(ordering: .relaxed) }) else {
          return
        }
        for phase in 1...phases {
          let isAsleep = { team.epoch.sleepers.load(ordering: .relaxed) == 1 }
          guard rest(.seconds(60), until: isAsleep) else { break }
          // Whoever is about to sleep does.
          usleep(20_000)
          leader.perform(phase, tasks: 2, grain: 1, isShared: true)
          comebacks.append(tasks.lastHelped.load(ordering: .acquiring) == phase)
        }
      }
    }
    #expect(comebacks == [Bool](repeating: true, count: phases))
    #expect(tasks.slept.load(ordering: .relaxed) >= 10_000_000)
  }
}

/// Tasks of which the leader's waits until the helper has done one of the same phase.
private final class PairedTasks: TeamWork {
  let hasHelper = Atomic(false)
  let lastHelped = Atomic(0)
  /// Nanoseconds for which the helper slept.
  let slept = Atomic<Int64>(0)

  func perform(_ phase: Int, _ range: Range<Int>, worker: Int) {
    guard worker == 0 else { return lastHelped.store(phase, ordering: .releasing) }
    rest(.seconds(20), until: { lastHelped.load(ordering: .acquiring) == phase })
  }
}

/// Rests until something holds; returns whether it does after a time at most.
@discardableResult
private func rest(_ most: Duration, until isOver: () -> Bool) -> Bool {
  let start = ContinuousClock.now
  while !isOver(), .now - start < most { rest() }
  return isOver()
}

/// Two milliseconds.
private func rest() {
  var time = timespec(tv_sec: 0, tv_nsec: 2_000_000)
  nanosleep(&time, nil)
}

private final class Flag: Sendable {
  let isRaised = Atomic(false)
}
