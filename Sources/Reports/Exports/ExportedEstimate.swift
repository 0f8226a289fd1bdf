import Records

/// An estimate as others read it; bounds that are missing are `null`.
struct ExportedEstimate: Codable, Sendable, Equatable {
  let value: Double
  @Nullable var low: Double?
  @Nullable var high: Double?

  init(_ estimate: Estimate) {
    value = estimate.value
    _low = Nullable(wrappedValue: estimate.interval?.lowerBound)
    _high = Nullable(wrappedValue: estimate.interval?.upperBound)
  }

  /// An estimate, or `null`.
  static func nullable(_ estimate: Estimate?) -> Nullable<ExportedEstimate> {
    Nullable(wrappedValue: estimate.map(ExportedEstimate.init))
  }
}
