import Records

/// A process that trains for as long as it is told to, while others wait.
package protocol TurnTaker: AnyObject {
  /// Has a contestant take a turn.
  ///
  /// - Returns: what was measured, or `nil` where it had failed before.
  /// - Throws: a `MeasuringFailure` where the end of the process is that of the whole measurement.
  func takeTurn(
    _ turn: TurnRequest.Turn, _ isInterrupted: () -> Bool
  ) throws(MeasuringFailure) -> Replicate.Block?
}

extension MeasuringChild: TurnTaker {
  /// Waits until turns can begin.
  ///
  /// - Returns: nanoseconds of a step of each thread count that holds, of none where none does.
  package func stepNanoseconds(
    _ isInterrupted: () -> Bool, _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> [Double] {
    guard case .ready(let steps) = try message(isInterrupted, report) else {
      throw .failed("the process does not wait for turns; measure with builds of one version")
    }
    return steps
  }

  package func takeTurn(
    _ turn: TurnRequest.Turn, _ isInterrupted: () -> Bool
  ) throws(MeasuringFailure) -> Replicate.Block? {
    try tell(TurnRequest.turn(turn))
    guard case .turn(let block) = try message(isInterrupted, { _, _ in }) else {
      throw .failed("the process says something else where a turn was asked for")
    }
    return block
  }

  /// Ends the turns, and hears what is left of them.
  package func replicate(
    after stop: Replicate.Stop, _ isInterrupted: () -> Bool,
    _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate {
    try tell(TurnRequest.end(stop))
    return try replicate(isInterrupted, report)
  }
}
