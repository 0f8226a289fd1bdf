import CPlatform
import Clocks
import Glibc

/// How long to spin for something that is likely to come at once: pauses first, then turns
/// given to other threads. An unbounded spin would starve an oversubscribed machine; a sleep that
/// comes too soon costs a wake of 50 µs and more, in which a short phase is over.
struct Wait {
  private static let pauses = 1_000
  private static let yields = 2_000
  private var turns = 0

  /// Whether it is time to sleep: after about a millisecond on a machine with nothing else to do.
  var isOver: Bool { turns >= Self.pauses + Self.yields }

  mutating func spin() {
    if turns < Self.pauses { gradmark_pause() } else { sched_yield() }
    turns += 1
  }

  /// Gives turns to other threads for so many nanoseconds at most, as long as there is something to wait for.
  static func yield(atMost nanoseconds: Int64, while isNeeded: () -> Bool) {
    let start = RawClock.nanoseconds()
    while isNeeded(), RawClock.nanoseconds() - start < nanoseconds { sched_yield() }
  }
}
