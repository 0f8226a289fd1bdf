import Synchronization

/// A count of events, and what the last one tells; threads wait for the next one, and sleep where it does not
/// come soon.
///
/// Whoever tells of an event wakes two sleepers and each of them two more, so that nobody spends long on it.
///
/// - Source: “Synchronization with Eventcounts and Sequencers”, Communications of the ACM 22(2), 1979.
struct EventCount<Contents: ~Copyable & Sendable>: ~Copyable, Sendable {
  private let word: SharedWord<Contents>
  /// Threads that sleep or are about to; each is woken, or sees that the count has grown.
  let sleepers = Atomic<Int>(0)

  /// Sleepers that one thread wakes.
  static var wokenAtOnce: Int32 { 2 }

  init(_ contents: consuming Contents) { word = SharedWord(contents) }

  var contents: Contents {
    @inline(__always) _read { yield word.line.pointee.contents }
  }

  /// The events so far; what comes round does so after four milliards.
  @inline(__always)
  var value: UInt32 { word.line.pointee.word.load(ordering: .acquiring) }

  /// Counts an event.
  ///
  /// - Parameter threads: how many of those that sleep are woken here. Should the chain of those that wake each
  ///   other break, somebody sleeps through an event.
  @inline(__always)
  func advance(waking threads: Int32 = Self.wokenAtOnce) {
    // Sequentially consistent with the sleep in `wait`: either it sees the new count, or this thread sees the
    // sleeper.
    word.line.pointee.word.add(1, ordering: .sequentiallyConsistent)
    wake(atMost: threads)
  }

  @inline(__always)
  private func wake(atMost threads: Int32) {
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { word.wake(atMost: threads) }
  }

  /// Waits for an event after the first `seen`; returns the nanoseconds of it that were slept.
  func wait(while seen: UInt32) -> Int64 {
    var wait = Wait(), slept: Int64 = 0
    while value == seen {
      guard wait.isOver else {
        wait.spin()
        continue
      }
      sleepers.add(1, ordering: .sequentiallyConsistent)
      slept += word.sleep(while: seen)
      sleepers.subtract(1, ordering: .sequentiallyConsistent)
      // Not where there is nothing new: those who sleep would wake each other without an end.
      if value != seen { wake(atMost: Self.wokenAtOnce) }
    }
    return slept
  }
}
