import Kernels
import Testing
import Sweeps

@Suite(.serialized) struct CeilingsTests {
  @Test(arguments: [1, 2, 5])
  func theBurnEndsAndHasARateWithAnyNumberOfThreads(threads: Int) {
    let start = MonotonicClock.nanoseconds()
    let rate = Ceilings.multiplyAddRate(threads: threads)
    #expect(rate > 0)
    #expect(rate.isFinite)
    // No core does more than 2 × 16 lanes × 2 flops × 8 GHz.
    #expect(rate < Double(threads) * 512e9)
    #expect(MonotonicClock.nanoseconds() - start > 3_000_000)
  }

  @Test func theBurnReallyRunsItsIterations() {
    // Each step maps a to 0.75·a + 0.125: after n of them a value is 0.5 + (a − 0.5)·0.75ⁿ.
    var sums = [Float](repeating: 0, count: lanes)
    sums.withUnsafeMutableBytes { PeakBurn.run(iterations: 3, result: $0.baseAddress!) }
    let starts = (1...14).map { Double($0) * 0.01 }
    let expected = starts.reduce(0) { $0 + 0.5 + ($1 - 0.5) * 0.421875 }
    for sum in sums { #expect(abs(Double(sum) - expected) < 1e-5) }
  }
}
