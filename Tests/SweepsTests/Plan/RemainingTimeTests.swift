import Testing
import Sweeps

@Suite struct RemainingTimeTests {
  @Test func theFirstEstimateIsThePlans() {
    let time = RemainingTime(estimatedSeconds: 10, now: 0)
    #expect(time.seconds(now: 100_000_000, fraction: 0, ofGroup: 5) == 10)
  }

  @Test func whatTookTwiceAsLongDoublesTheRest() {
    var time = RemainingTime(estimatedSeconds: 10, now: 1_000_000_000)
    time.finish(estimatedSeconds: 4)
    #expect(time.seconds(now: 9_000_000_000, fraction: 0, ofGroup: 4) == 12)
    // A quarter of the running group is 1 s of the estimate: 5 s done in 10, 5 s left.
    #expect(time.seconds(now: 11_000_000_000, fraction: 0.25, ofGroup: 4) == 10)
  }
}
