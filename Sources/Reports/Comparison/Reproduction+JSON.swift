import Records

extension Reproduction {
  /// The comparison as one JSON object, in seconds.
  ///
  /// - Throws: an `EncodingError` where a number is not finite.
  public var json: String {
    get throws { try RecordCoding.text(ExportedReproduction(self)) + "\n" }
  }
}

/// A reproduction as others read it.
private struct ExportedReproduction: Encodable {
  let cell: String
  let outcome: String
  let recordedSecondsPerStep: ExportedEstimate
  let measuredSecondsPerStep: ExportedEstimate
  /// From where to where the measured time may lie by the recorded session.
  let allowedSecondsPerStep: [Double]
  /// The same by all sessions of the machine.
  @Nullable var allowedSecondsPerStepOfSessions: [Double]?
  let sessions: Int

  init(_ reproduction: Reproduction) {
    cell = reproduction.cell.description
    outcome = "\(reproduction.outcome)"
    recordedSecondsPerStep = ExportedEstimate(reproduction.recorded)
    measuredSecondsPerStep = ExportedEstimate(reproduction.measured)
    allowedSecondsPerStep = [reproduction.range.lowerBound, reproduction.range.upperBound]
    _allowedSecondsPerStepOfSessions = Nullable(
      wrappedValue: reproduction.sessionRange.map { [$0.lowerBound, $0.upperBound] })
    sessions = reproduction.sessionCount
  }
}
