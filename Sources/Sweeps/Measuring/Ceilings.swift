import Clocks
import Dispatch
import Glibc
import Kernels
import Records
import Synchronization
import Training

/// What the machine allows, measured beside the cells so that both see the same clock rate.
public enum Ceilings {
  /// The rate of register-only multiply-adds on as many threads as a cell has.
  ///
  /// All workers loop in one common window, and each counts the pieces that it began there;
  /// the sum of their rates is what the machine gives while all are busy. A worker that
  /// comes after the window (more threads than CPUs) adds nothing, since nothing was left for it.
  ///
  /// - Parameter threads: the workers to ask Dispatch for, at least 1.
  /// - Units: flop/s.
  /// - Cost: about 4 ms of every thread.
  public static func multiplyAddRate(threads: Int) -> Double {
    let flopsPerPiece = iterationsPerPiece * PeakLoop.flopsPerIteration
    return Double(flopsPerPiece)
      * rateOfPieces(threads: threads, for: 3_000_000) {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 64) { sink in
          guard let result = sink.baseAddress else { return }
          PeakLoop.run(iterations: iterationsPerPiece, result: result)
        }
      }
  }

  /// The rate at which as many threads stream through memory: a = b + s·c over arrays of four times
  /// the last-level caches, at most 1 GiB together.
  ///
  /// Two reads and a write of 4 bytes count for each element; a read of the written line that the
  /// CPU adds does not. The arrays stay allocated, pages on the nodes of the first call's workers.
  ///
  /// - Parameter threads: the workers to ask Dispatch for, at least 1.
  /// - Units: bytes/s; 0 where there is no memory for the arrays.
  /// - Cost: about 6 ms of every thread; the first call fills the arrays, too.
  /// - Source: see `StreamTriad`.
  public static func memoryBandwidth(threads: Int) -> Double {
    let stream: MemoryStream? = memoryStream.withLock { stream in
      if let stream { return stream }
      let new = MemoryStream(
        cacheBytes: MemoryStream.lastLevelCacheBytes(
          cachesOfFirstCPU(), cpus: sysconf(Int32(_SC_NPROCESSORS_ONLN))),
        memoryBytes: availableMemory())
      if let new { concurrently(threads) { new.fill(from: $0, stride: threads) } }
      stream = new
      return new
    }
    guard let stream else { return 0 }
    return Double(MemoryStream.bytesPerPiece)
      * rateOfPieces(threads: threads, for: 5_000_000) { stream.runPiece() }
  }

  private static let memoryStream = Mutex<MemoryStream?>(nil)

  /// A parked Dispatch worker needs some 0.1 ms to come; until the window opens, those already here
  /// work too, so that the clock rate has settled.
  static let wakingNanoseconds: Int64 = 1_000_000
  /// About 10 µs at 100 GFLOP/s: long against a reading of the clock, short against the window.
  private static let iterationsPerPiece = 2_048

  /// Pieces a second in one common window, all workers together.
  private static func rateOfPieces(
    threads: Int, for nanoseconds: Int64, _ piece: @Sendable () -> Void
  ) -> Double {
    let opening = RawClock.nanoseconds() + wakingNanoseconds
    let total = Mutex(0.0)
    concurrently(threads) { _ in
      let rate = rateOfPieces(from: opening, until: opening + nanoseconds, piece)
      total.withLock { $0 += rate }
    }
    return total.withLock { $0 }
  }

  /// Does pieces until `closing`; returns the rate of those begun within the window, or 0 for a
  /// worker that came too late to begin one.
  private static func rateOfPieces(
    from opening: Int64, until closing: Int64, _ piece: () -> Void
  ) -> Double {
    var now = RawClock.nanoseconds()
    // A piece takes longer than the window where the build is not optimized; one always counts.
    let isEarly = now < opening
    var pieces = 0
    var first = now
    while now < closing || (isEarly && pieces == 0) {
      if now >= opening {
        if pieces == 0 { first = now }
        pieces += 1
      }
      piece()
      now = RawClock.nanoseconds()
    }
    return pieces > 0 ? Double(pieces) / Double(now - first) * 1e9 : 0
  }

  /// `concurrentPerform` as it should be declared: on Linux its closure is not `@Sendable`.
  static func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
    DispatchQueue.concurrentPerform(iterations: count, execute: body)
  }
}
