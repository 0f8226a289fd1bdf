import CPlatform
import Clocks
import Synchronization

/// A 32-bit word that threads can sleep on and what it tells of, in a cache line pair of their own: whoever has seen
/// the word change need not wait for another line, which takes as long as a short phase.
struct SharedWord<Contents: ~Copyable & Sendable>: ~Copyable, Sendable {
  struct Line: ~Copyable {
    let word = Atomic<UInt32>(0)
    let contents: Contents

    init(_ contents: consuming Contents) { self.contents = contents }
  }

  // Safe: the memory lives as long as this; the word and its contents are never replaced, and change as atomics
  // do. The kernel only compares and wakes.
  nonisolated(unsafe) let line: UnsafeMutablePointer<Line>

  init(_ contents: consuming Contents) {
    precondition(MemoryLayout<Line>.size <= 128)
    line = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
      .bindMemory(to: Line.self, capacity: 1)
    line.initialize(to: Line(contents))
  }

  deinit {
    line.deinitialize(count: 1)
    line.deallocate()
  }

  /// Sleeps until it is woken, where the word is `expected`; returns for how many nanoseconds: time off the CPU
  /// that nobody has to explain.
  func sleep(while expected: UInt32) -> Int64 {
    let start = RawClock.nanoseconds()
    // The word is the line's first field.
    gradmark_futex_wait(line, expected)
    return RawClock.nanoseconds() - start
  }

  func wake(atMost threads: Int32) {
    gradmark_futex_wake(line, threads)
  }
}

/// The contents of a word that tells all by itself.
struct Nothing: Sendable {}
