import Clocks

/// The parts of a training step that time goes to.
public enum StepPart: Int, CaseIterable, Sendable {
  /// The layers' outputs.
  case forward
  /// The layers' gradients by their inputs.
  case backward
  /// The gradients by the weights, summed over the batch; and the update of weights, where it goes
  /// on beside the sums: Adam's, with AVX-512.
  case reduce
  /// Penalties and the optimizer, where they do not go on beside the sums, and the transposed copies
  /// of the weights.
  case update
  /// Gathering the batch, loss and accuracy, and what is done between phases.
  case other
}

/// Adds the time that parts of a step take to one worker's totals, if somebody wants to know.
struct Stopwatch {
  /// One total a part, in nanoseconds; `nil` measures nothing.
  private let totals: UnsafeMutablePointer<Int64>?
  private var last: Int64 = 0

  /// Begins to time.
  @inline(__always)
  init(totals: UnsafeMutablePointer<Int64>?) {
    self.totals = totals
    if totals != nil { last = RawClock.nanoseconds() }
  }

  /// Counts the time since the start or the last lap as that part's.
  @inline(__always)
  mutating func lap(_ part: StepPart) {
    guard let totals else { return }
    let now = RawClock.nanoseconds()
    totals[part.rawValue] += now - last
    last = now
  }
}
