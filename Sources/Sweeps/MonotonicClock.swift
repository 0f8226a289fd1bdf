import Glibc

/// The clock that everything is timed with: raw, so that no time daemon bends it.
public enum MonotonicClock {
  /// Time since some fixed moment of this boot.
  ///
  /// - Units: nanoseconds.
  /// - Cost: some 25 ns; a call into the vDSO.
  public static func nanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
