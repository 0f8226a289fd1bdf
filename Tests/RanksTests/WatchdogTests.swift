import Testing

@testable import Ranks

/// When a rank gives up.
@Suite struct WatchdogTests {
  private let second: Int64 = 1_000_000_000

  @Test func betweenStepsARankMayTakeItsTime() {
    let watchdog = Watchdog(rank: 0, limit: 1)
    #expect(watchdog.silence(at: 1_000 * second) == nil)
    watchdog.enter(step: 1, flops: 0, at: 0)
    watchdog.leaveStep(at: second / 2)
    #expect(watchdog.silence(at: 1_000 * second) == nil)
  }

  @Test func aStepThatDoesNotEndNamesWhomItWaitsFor() {
    let watchdog = Watchdog(rank: 0, limit: 2)
    watchdog.enter(step: 7, flops: 0, at: 10 * second)
    #expect(watchdog.silence(at: 12 * second) == nil)
    #expect(
      watchdog.silence(at: 13 * second) == .silence(step: 7, seconds: 3, awaited: []))
    watchdog.startWaiting(for: 3)
    #expect(watchdog.silence(at: 13 * second) == .silence(step: 7, seconds: 3, awaited: [3]))
    watchdog.startWaiting(for: 3, or: 4)
    #expect(watchdog.silence(at: 13 * second) == .silence(step: 7, seconds: 3, awaited: [3, 4]))
    watchdog.startWaiting(for: 3, or: 3)
    #expect(watchdog.silence(at: 13 * second) == .silence(step: 7, seconds: 3, awaited: [3]))
    watchdog.stopWaiting()
    #expect(
      watchdog.silence(at: 13 * second) == .silence(step: 7, seconds: 3, awaited: []))
  }

  /// Ranks that measure do the same between steps, too: a host may be stopped there as well.
  @Test func whoeverMeasuresIsWatchedBetweenSteps() {
    let watchdog = Watchdog(rank: 0, limit: 2)
    watchdog.startWaiting(for: 1, at: 10 * second)
    #expect(watchdog.silence(at: 20 * second) == nil)
    watchdog.lookBetweenSteps()
    #expect(watchdog.silence(at: 12 * second) == nil)
    #expect(watchdog.silence(at: 13 * second) == .silence(step: nil, seconds: 3, awaited: [1]))
    // Nobody is waited for.
    watchdog.stopWaiting()
    #expect(watchdog.silence(at: 20 * second) == nil)
    // Within a step it counts from the step's beginning.
    watchdog.enter(step: 1, flops: 0, at: 20 * second)
    watchdog.startWaiting(for: 1)
    #expect(watchdog.silence(at: 21 * second) == nil)
    #expect(watchdog.silence(at: 23 * second) == .silence(step: 1, seconds: 3, awaited: [1]))
  }

  @Test func withoutALimitItIsThirtySecondsOrTwentySteps() {
    let watchdog = Watchdog(rank: 0, limit: nil)
    watchdog.enter(step: 1, flops: 0, at: 0)
    #expect(watchdog.silence(at: 30 * second) == nil)
    #expect(watchdog.silence(at: 31 * second) != nil)
    watchdog.leaveStep(at: 10 * second)
    watchdog.enter(step: 2, flops: 0, at: 100 * second)
    #expect(watchdog.silence(at: 299 * second) == nil)
    #expect(watchdog.silence(at: 301 * second) != nil)
  }

  /// Nobody knows how long a first step takes: what it computes says how long it may.
  @Test func aFirstStepMayTakeWhatASlowCoreTakes() {
    let watchdog = Watchdog(rank: 0, limit: nil)
    watchdog.enter(step: 1, flops: 60e9, at: 0)
    #expect(watchdog.silence(at: 89 * second) == nil)
    #expect(watchdog.silence(at: 91 * second) != nil)
  }

  /// The first rank tells first: its end ends the others.
  @Test func ranksGiveUpOneAfterTheOther() {
    let watchdog = Watchdog(rank: 10, limit: 2)
    watchdog.enter(step: 1, flops: 0, at: 0)
    #expect(watchdog.silence(at: 2 * second + second / 4) == nil)
    #expect(watchdog.silence(at: 2 * second + 3 * second / 4) != nil)
  }
}
