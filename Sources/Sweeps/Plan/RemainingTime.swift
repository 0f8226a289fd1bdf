/// The time a sweep still needs: the plan's estimates, scaled by how wrong they were so far.
package struct RemainingTime {
  /// Estimated seconds of what is done and of what is not.
  private var estimatedDone = 0.0
  private var estimatedLeft: Double
  private let start: Int64

  /// Starts at `nanoseconds` with `estimatedSeconds` ahead.
  package init(estimatedSeconds: Double, now nanoseconds: Int64) {
    estimatedLeft = estimatedSeconds
    start = nanoseconds
  }

  /// Notes that a group has ended.
  package mutating func finish(estimatedSeconds: Double) {
    estimatedDone += estimatedSeconds
    estimatedLeft -= estimatedSeconds
  }

  /// The seconds left when `fraction` of the running group, estimated at `groupSeconds`, is done.
  package func seconds(now nanoseconds: Int64, fraction: Double, ofGroup groupSeconds: Double)
    -> Double
  {
    let left = max(0, estimatedLeft - fraction * groupSeconds)
    let done = estimatedDone + fraction * groupSeconds
    // The first half second tells nothing about the rest.
    guard done > 0.5 else { return left }
    return left * (Double(nanoseconds - start) / 1e9 / done)
  }
}
