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
  /// From where to where the measured time may lie.
  let allowedSecondsPerStep: [Double]

  init(_ reproduction: Reproduction) {
    cell = reproduction.cell.description
    outcome = "\(reproduction.outcome)"
    recordedSecondsPerStep = ExportedEstimate(reproduction.recorded)
    measuredSecondsPerStep = ExportedEstimate(reproduction.measured)
    allowedSecondsPerStep = [reproduction.range.lowerBound, reproduction.range.upperBound]
  }
}
