import Testing

@testable import Ranks

/// When a rank gives up.
@Suite struct WatchdogTests {
  private let second: Int64 = 1_000_000_000

  /// One that begins when the clock does.
  private static func watchdog(rank: Int = 0, limit: Double?) -> Watchdog {
    Watchdog(
      rank: rank, limit: limit, preparation: Watchdog.Preparation(seconds: 25, stretches: 20), at: 0
    )
  }

  @Test func betweenStepsARankMayTakeItsTime() {
    let watchdog = Self.watchdog(limit: 1)
    #expect(watchdog.silence(at: 1_000 * second) == nil)
    watchdog.enter(step: 1, flops: 0, at: 0)
    watchdog.leaveStep(at: second / 2)
    #expect(watchdog.silence(at: 1_000 * second) == nil)
  }

  @Test func aStepThatDoesNotEndNamesWhomItWaitsFor() {
    let watchdog = Self.watchdog(limit: 2)
    watchdog.enter(step: 7, flops: 0, at: 10 * second)
    #expect(watchdog.silence(at: 12 * second) == nil)
    #expect(
      watchdog.silence(at: 13 * second) == .silence(.during(step: 7), seconds: 3, awaited: []))
    watchdog.startWaiting(for: 3)
    #expect(
      watchdog.silence(at: 13 * second) == .silence(.during(step: 7), seconds: 3, awaited: [3]))
    watchdog.startWaiting(for: 3, or: 4)
    #expect(
      watchdog.silence(at: 13 * second) == .silence(.during(step: 7), seconds: 3, awaited: [3, 4]))
    watchdog.startWaiting(for: 3, or: 3)
    #expect(
      watchdog.silence(at: 13 * second) == .silence(.during(step: 7), seconds: 3, awaited: [3]))
    watchdog.stopWaiting()
    #expect(
      watchdog.silence(at: 13 * second) == .silence(.during(step: 7), seconds: 3, awaited: []))
  }

  /// Ranks that measure do the same between steps, too: a host may be stopped there as well.
  @Test func whoeverMeasuresIsWatchedBetweenSteps() {
    let watchdog = Self.watchdog(limit: 2)
    watchdog.enter(step: 1, flops: 0, at: 0)
    watchdog.leaveStep(at: second)
    watchdog.startWaiting(for: 1, at: 10 * second)
    #expect(watchdog.silence(at: 20 * second) == nil)
    watchdog.lookBetweenSteps()
    #expect(watchdog.silence(at: 12 * second) == nil)
    #expect(
      watchdog.silence(at: 13 * second)
        == .silence(.betweenSteps(after: 1), seconds: 3, awaited: [1]))
    // Nobody is waited for.
    watchdog.stopWaiting()
    #expect(watchdog.silence(at: 20 * second) == nil)
    // Within a step it counts from the step's beginning.
    watchdog.enter(step: 2, flops: 0, at: 20 * second)
    watchdog.startWaiting(for: 1)
    #expect(watchdog.silence(at: 21 * second) == nil)
    #expect(
      watchdog.silence(at: 23 * second) == .silence(.during(step: 2), seconds: 3, awaited: [1]))
  }

  @Test func withoutALimitItIsThirtySecondsOrTwentySteps() {
    let watchdog = Self.watchdog(limit: nil)
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
    let watchdog = Self.watchdog(limit: nil)
    watchdog.enter(step: 1, flops: 60e9, at: 0)
    #expect(watchdog.silence(at: 89 * second) == nil)
    #expect(watchdog.silence(at: 91 * second) != nil)
  }

  /// The first rank tells first: its end ends the others.
  @Test func ranksGiveUpOneAfterTheOther() {
    let watchdog = Self.watchdog(rank: 10, limit: 2)
    watchdog.enter(step: 1, flops: 0, at: 0)
    #expect(watchdog.silence(at: 2 * second + second / 4) == nil)
    #expect(watchdog.silence(at: 2 * second + 3 * second / 4) != nil)
  }

  /// MPI does not say which rank is missing while they meet, and knows no host before.
  @Test func aRankThatNeverComesIsGivenUpBeforeTheFirstStep() {
    let watchdog = Self.watchdog(limit: nil)
    #expect(watchdog.silence(at: 1_000 * second) == nil)
    watchdog.startWaiting(for: Watchdog.anyRank, at: second)
    #expect(watchdog.silence(at: 26 * second) == nil)
    let reason = watchdog.silence(at: 27 * second)
    #expect(reason == .silence(.beforeFirstStep, seconds: 26, awaited: []))
    watchdog.stopWaiting(at: 30 * second)
    watchdog.startWaiting(for: 2, or: 1, at: 30 * second)
    #expect(
      watchdog.silence(at: 56 * second)
        == .silence(.beforeFirstStep, seconds: 26, awaited: [2, 1]))
    // From a step on, nobody is watched who is not in one.
    watchdog.enter(step: 1, flops: 0, at: 56 * second)
    watchdog.leaveStep(at: 57 * second)
    watchdog.startWaiting(for: 1, at: 57 * second)
    #expect(watchdog.silence(at: 1_000 * second) == nil)
  }

  /// A sweep ends ranks that say nothing for 30 s, or for twenty times what they take: before that one of them names
  /// whom it waits for, on a busy machine as well.
  @Test func inASweepARankGivesUpBeforeTheSweepDoes() {
    for own in [Int64(2), 10] {
      let watchdog = Watchdog(rank: 0, limit: nil, preparation: .sweep, at: 0)
      watchdog.startWaiting(for: 1, at: own * second)
      #expect(watchdog.silence(at: own * second + 20 * second) == nil)
      #expect(watchdog.silence(at: max(25, 6 * own) * second) != nil)
    }
  }

  /// Whoever reads for long has others read for longer, also behind the first message between them.
  @Test func othersMayTakeTwentyTimesAsLongToTheFirstStepAsTheRankItself() {
    let watchdog = Self.watchdog(limit: 1)
    watchdog.startWaiting(for: 1, at: second)
    #expect(watchdog.silence(at: 26 * second) == nil)
    watchdog.stopWaiting(at: 0)
    watchdog.startWaiting(for: 1, at: 5 * second)
    #expect(watchdog.silence(at: 105 * second) == nil)
    #expect(watchdog.silence(at: 106 * second) != nil)
    watchdog.stopWaiting(at: 50 * second)
    watchdog.startWaiting(for: 1, at: 50 * second)
    #expect(watchdog.silence(at: 149 * second) == nil)
    watchdog.stopWaiting(at: 150 * second)
    // What it sleeps through between orders is no work.
    watchdog.lookBetweenSteps()
    watchdog.startWaiting(for: 1, at: 1_000 * second)
    #expect(watchdog.silence(at: 1_099 * second) == nil)
    #expect(
      watchdog.silence(at: 1_101 * second)
        == .silence(.beforeFirstStep, seconds: 101, awaited: [1]))
  }

  private static let others =
    "may be gone, stopped or cut off; look there, or give a larger --step-timeout"
  private static let ends: [(reason: Watchdog.Reason, sentence: String?)] = [
    (
      .silence(.beforeFirstStep, seconds: 26, awaited: [1]),
      "a: before its first step nothing has come for 26 s: it waits for b, which \(others)"
    ),
    (
      .silence(.beforeFirstStep, seconds: 26, awaited: []),
      "a: before its first step nothing has come for 26 s: it waits for all other ranks, of which one \(others)"
    ),
    (
      .silence(.during(step: 7), seconds: 31, awaited: []),
      "a: step 7 is not over after 31 s, and waits for nobody; give a larger --step-timeout"
    ),
    (
      .silence(.betweenSteps(after: 7), seconds: 31, awaited: [1, 2]),
      "a: nothing has come after step 7 for 31 s: it waits for b or c, which \(others)"
    ),
    (.orphaned(.during(step: 7)), "a: its launcher is gone, in step 7"),
    (.orphaned(.betweenSteps(after: 7)), "a: its launcher is gone, after step 7"),
    (.orphaned(.beforeFirstStep), "a: its launcher is gone"),
    (
      .aborted(.during(step: 7)),
      "a: aborted in step 7, as where another rank is gone or memory runs out; look at the other ranks"
    ),
    (
      .aborted(.beforeFirstStep),
      "a: aborted, as where another rank is gone or memory runs out; look at the other ranks"
    ),
    (.told(.during(step: 7)), "a: ended by SIGTERM in step 7; its launcher tells more"),
    (.told(.betweenSteps(after: 7)), nil),
  ]

  @Test func anEndIsTold() {
    for (reason, sentence) in Self.ends {
      #expect(reason.sentence(of: 0) { ["a", "b", "c"][$0] } == sentence)
    }
  }

  /// Of many ranks that are told to end, the first two are enough.
  @Test func notAllRanksTellWhatHappensToAll() {
    #expect(Watchdog.Reason.told(.during(step: 7)).sentence(of: 2) { "rank \($0)" } == nil)
  }
}
