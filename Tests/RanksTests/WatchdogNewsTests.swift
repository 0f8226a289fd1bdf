import Testing

@testable import Ranks

/// What a rank tells while it goes on.
@Suite struct WatchdogNewsTests {
  private let second: Int64 = 1_000_000_000

  private func watchdog(rank: Int = 0) -> Watchdog {
    Watchdog(
      rank: rank, limit: nil, preparation: Watchdog.Preparation(seconds: 20, stretches: 4), at: 0)
  }

  /// A launcher that is killed takes away whatever its ranks would say then.
  @Test func theFirstRankTellsItsStepNowAndThen() {
    let watchdog = watchdog()
    var told = Watchdog.Told()
    #expect(watchdog.news(at: 0, after: &told) == nil)
    watchdog.enter(step: 7, flops: 0, at: 0)
    #expect(watchdog.news(at: 0, after: &told) == .step(7))
    #expect(watchdog.news(at: second, after: &told) == nil)
    watchdog.leaveStep(at: second)
    watchdog.enter(step: 8, flops: 0, at: second)
    watchdog.leaveStep(at: second + 1)
    // Between steps the last one is told.
    #expect(watchdog.news(at: second / 4, after: &told) == nil)
    #expect(watchdog.news(at: second, after: &told) == .step(8))
    // Steps begin anew with each turn.
    watchdog.enter(step: 1, flops: 0, at: 2 * second)
    #expect(watchdog.news(at: 2 * second, after: &told) == .step(1))
  }

  @Test func otherRanksDoNotTellTheSame() {
    let watchdog = watchdog(rank: 1)
    var told = Watchdog.Told()
    watchdog.enter(step: 7, flops: 0, at: 0)
    #expect(watchdog.news(at: 0, after: &told) == nil)
  }

  /// MPI does not say who is missing while ranks meet: whoever does not tell that it waits is.
  @Test func whoeverWaitsForAllTellsHalfwayAndOnce() {
    let watchdog = watchdog(rank: 1)
    var told = Watchdog.Told()
    watchdog.startWaiting(for: Watchdog.anyRank, among: 3, at: second)
    #expect(watchdog.news(at: 11 * second, after: &told) == nil)
    #expect(watchdog.news(at: 12 * second, after: &told) == .waiting(ranks: 3))
    #expect(watchdog.news(at: 20 * second, after: &told) == nil)
    #expect(watchdog.silence(at: 20 * second) == nil)
    watchdog.stopWaiting(at: 20 * second)
    #expect(watchdog.news(at: 40 * second, after: &told) == nil)
    watchdog.startWaiting(for: Watchdog.anyRank, among: 3, at: 40 * second)
    #expect(watchdog.news(at: 90 * second, after: &told) == .waiting(ranks: 3))
  }

  @Test func whoeverKnowsForWhomItWaitsNamesIt() {
    let watchdog = watchdog()
    var told = Watchdog.Told()
    watchdog.startWaiting(for: 2, or: 1, among: 3, at: second)
    #expect(watchdog.news(at: 100 * second, after: &told) == nil)
    // Nobody knows how many there are.
    watchdog.startWaiting(for: Watchdog.anyRank, at: second)
    #expect(watchdog.news(at: 100 * second, after: &told) == nil)
    watchdog.enter(step: 1, flops: 0, at: 0)
    watchdog.startWaiting(for: Watchdog.anyRank, among: 3, at: second)
    told.step = 1
    #expect(watchdog.news(at: 100 * second, after: &told) == nil)
  }

  @Test func ofTwoRanksTheOtherOneIsMeant() {
    #expect(Watchdog.others(of: 0, among: 2) == 1)
    #expect(Watchdog.others(of: 1, among: 2) == 0)
    #expect(Watchdog.others(of: 1, among: 3) == Watchdog.anyRank)
    #expect(Watchdog.others(of: 0, among: 0) == Watchdog.anyRank)
  }
}
