import Synchronization

/// The workers' ranges of a phase that have tasks which nobody has claimed: a bit each, 64 a word, so that a
/// helper finds one, or sees that there is none, by as many loads.
struct OpenRanges: ~Copyable, Sendable {
  // Safe: the memory lives as long as this, and every access to it is atomic.
  nonisolated(unsafe) private let words: UnsafeMutablePointer<Atomic<UInt64>>
  private let count: Int

  init(workers: Int) {
    count = (workers + 63) / 64
    words = .allocate(capacity: count)
    for word in 0..<count { (words + word).initialize(to: Atomic(0)) }
  }

  deinit {
    words.deinitialize(count: count)
    words.deallocate()
  }

  /// Opens the first ranges.
  func open(_ ranges: Int) {
    for word in 0..<(ranges + 63) / 64 {
      words[word].store(Self.bits(0..<ranges, ofWord: word), ordering: .relaxed)
    }
  }

  /// Marks a range as claimed to its end.
  func close(_ range: Int) {
    words[range / 64].bitwiseAnd(~(1 << UInt64(range % 64)), ordering: .relaxed)
  }

  /// Calls `body` with the open ranges of some workers: those from `worker` on first, then those before it.
  @inline(__always)
  func forEach(of workers: Range<Int>, from worker: Int, _ body: (_ range: Int) -> Void) {
    visit(worker..<workers.upperBound, body)
    visit(workers.lowerBound..<worker, body)
  }

  @inline(__always)
  private func visit(_ workers: Range<Int>, _ body: (_ range: Int) -> Void) {
    guard !workers.isEmpty else { return }
    for word in workers.lowerBound / 64...(workers.upperBound - 1) / 64 {
      // Looked at again after each: while one's tasks were done, others may have been claimed to their ends.
      var rest = Self.bits(workers, ofWord: word)
      while true {
        let open = words[word].load(ordering: .acquiring) & rest
        if open == 0 { break }
        body(64 * word + open.trailingZeroBitCount)
        rest &= ~(open ^ (open - 1))
      }
    }
  }

  /// The bits of one word that stand for some ranges.
  @inline(__always)
  private static func bits(_ ranges: Range<Int>, ofWord word: Int) -> UInt64 {
    let first = max(ranges.lowerBound - 64 * word, 0), last = min(ranges.upperBound - 64 * word, 64)
    return (last == 64 ? .max : 1 << UInt64(last) - 1) & ~(1 << UInt64(first) - 1)
  }
}
