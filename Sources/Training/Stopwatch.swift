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

/// Measures the parts of a piece of work; the work is generic over it, so that without a stopwatch
/// it compiles to the bare work.
protocol Stopwatch {
  /// Begins to time.
  mutating func start()
  /// Counts the time since the start or the last lap as that part's.
  mutating func lap(_ part: StepPart)
}

/// Measures nothing.
struct NoStopwatch: Stopwatch {
  @inline(__always) mutating func start() {}
  @inline(__always) mutating func lap(_ part: StepPart) {}
}

/// Adds laps to one worker's totals.
struct PartStopwatch: Stopwatch {
  /// One total a part, in nanoseconds.
  let totals: UnsafeMutablePointer<Int64>
  private var last: Int64 = 0

  init(totals: UnsafeMutablePointer<Int64>) {
    self.totals = totals
  }

  mutating func start() { last = RawClock.nanoseconds() }

  mutating func lap(_ part: StepPart) {
    let now = RawClock.nanoseconds()
    totals[part.rawValue] += now - last
    last = now
  }
}
