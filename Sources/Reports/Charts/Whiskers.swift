import Records

/// What whiskers are, and why some or all are missing, as a sentence of a chart's description.
///
/// - Parameters:
///   - meaning: what an interval is, in the plural.
///   - estimates: what the chart shows.
///   - sign: what a number is shown as: `bar`, `dot`, `point`.
///   - lack: what a number without an interval has too few of.
func whiskerText(
  _ meaning: String, of estimates: [Estimate], _ sign: String, lack: String
) -> String {
  let missing = estimates.count { $0.interval == nil }
  if missing == 0 { return "Whiskers are \(meaning)." }
  if missing == estimates.count {
    return "There are no whiskers, as there are too few \(lack) for an interval."
  }
  return "Whiskers are \(meaning); a \(sign) without one has too few \(lack) for it."
}

extension [PlotChart.Panel] {
  /// All numbers of series.
  var estimates: [Estimate] {
    flatMap(\.lines).filter { $0.series != nil }.flatMap(\.points).map(\.y)
  }
}

extension [Estimate] {
  /// Those that are not what others are measured by, which is 1 by definition.
  var measured: [Estimate] { filter { $0 != Estimate(1) } }
}

extension [DotChart.Group] {
  /// All numbers.
  var estimates: [Estimate] { flatMap(\.rows).flatMap(\.dots).map(\.value) }
}
