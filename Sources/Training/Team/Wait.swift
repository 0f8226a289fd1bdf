import CPlatform
import Clocks
import Glibc

/// How long to spin for something that is likely to come at once: pauses first, then turns
/// given to other threads. An unbounded spin would starve an oversubscribed machine; a sleep that
/// comes too soon costs a wake of 50 µs and more, in which a short phase is over.
struct Wait {
  private static let pauses = 1_000
  private static let yields = 2_000
  /// Turns between two readings of the clock.
  private static let turnsPerReading = 256
  private static let mostNanoseconds: Int64 = 4_000_000
  private var turns = 0
  /// When the clock was read first.
  private var start: Int64 = 0

  /// Whether it is time to sleep: after about a millisecond on a machine with nothing else to do.
  var isOver: Bool { turns >= Self.pauses + Self.yields }

  mutating func spin() {
    if turns < Self.pauses { gradmark_pause() } else { sched_yield() }
    turns += 1
    if turns % Self.turnsPerReading == 0 { readClock() }
  }

  /// Ends what takes far longer than it should: where many CPUs of a virtual machine share few cores, whoever
  /// spins on one of them keeps those from working whom it waits for, which the machine's own scheduler cannot see.
  private mutating func readClock() {
    let now = RawClock.nanoseconds()
    if start == 0 { start = now }
    if now - start > Self.mostNanoseconds { turns = Self.pauses + Self.yields }
  }
}
