import Dispatch
import Kernels
import Synchronization

/// What the machine allows, measured beside the cells so that both see the same clock rate.
public enum Ceilings {
  /// The rate of register-only multiply-adds on as many threads as a cell has.
  ///
  /// All workers burn in one common window, and each counts the pieces that it began there;
  /// the sum of their rates is what the machine gives while all are busy. A worker that
  /// comes after the window (more threads than CPUs) adds nothing, since nothing was left for it.
  ///
  /// - Parameter threads: the workers to ask Dispatch for, at least 1.
  /// - Units: flop/s.
  /// - Cost: about 4 ms of every thread.
  public static func multiplyAddRate(threads: Int) -> Double {
    let opening = MonotonicClock.nanoseconds() + wakingNanoseconds
    let closing = opening + windowNanoseconds
    let total = Mutex(0.0)
    concurrently(threads) { _ in
      let rate = burn(from: opening, until: closing)
      total.withLock { $0 += rate }
    }
    return total.withLock { $0 }
  }

  /// A parked Dispatch worker needs some 0.1 ms to come; until the window opens, those already here
  /// burn too, so that the clock rate has settled.
  private static let wakingNanoseconds: Int64 = 1_000_000
  private static let windowNanoseconds: Int64 = 3_000_000
  /// About 10 µs at 100 GFLOP/s: long against a reading of the clock, short against the window.
  private static let iterationsPerPiece = 2_048

  /// Burns until `closing`; returns the rate of the pieces begun within the window, or 0 for a
  /// worker that came too late to begin one.
  private static func burn(from opening: Int64, until closing: Int64) -> Double {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 64) { sink in
      guard let result = sink.baseAddress else { return 0 }
      var now = MonotonicClock.nanoseconds()
      // A piece takes longer than the window where the build is not optimized; one always counts.
      let isEarly = now < opening
      var pieces = 0
      var first = now
      while now < closing || (isEarly && pieces == 0) {
        if now >= opening {
          if pieces == 0 { first = now }
          pieces += 1
        }
        PeakBurn.run(iterations: iterationsPerPiece, result: result)
        now = MonotonicClock.nanoseconds()
      }
      guard pieces > 0 else { return 0 }
      let flops = Double(pieces * iterationsPerPiece * PeakBurn.flopsPerIteration)
      return flops / Double(now - first) * 1e9
    }
  }

  /// `concurrentPerform` as it should be declared: on Linux its closure is not `@Sendable`.
  private static func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
    DispatchQueue.concurrentPerform(iterations: count, execute: body)
  }
}
