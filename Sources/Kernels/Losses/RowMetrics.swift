import CVector

/// What is reported of rows of predictions beside their losses. Formulas are those of Keras 3.
public enum RowMetric: String, BitwiseCopyable, CaseIterable, Sendable {
  /// Whether the row's answer is the right one, 0 or 1; see `accuracies`.
  case accuracy
  /// The mean of |p − y| over the columns.
  case absoluteError = "mean_absolute_error"
}

/// Writes every row's part of a metric.
///
/// - Shapes: `predictions` and `targets` have the same rows and columns, targets of an accuracy may be
///   class numbers in a single column; `values` one float a row.
public func computeMetric(
  _ metric: RowMetric, predictions: PanelRows, targets: PanelRows,
  values: UnsafeMutablePointer<Float>
) {
  switch metric {
  case .accuracy: accuracies(predictions: predictions, targets: targets, matches: values)
  case .absoluteError: absoluteErrors(predictions, targets) { values[$0] = $1[0] }
  }
}

/// The same for rows across the vectors.
///
/// - Shapes: `values` one float a row, rounded up to whole vectors.
public func computeMetric(
  _ metric: RowMetric, predictions: LaneRows, targets: LaneRows,
  values: UnsafeMutablePointer<Float>
) {
  switch metric {
  case .accuracy: accuracies(predictions: predictions, targets: targets, matches: values)
  case .absoluteError:
    absoluteErrors(predictions, targets) { $1.store(to: values + $0 * lanes) }
  }
}

/// - Parameter report: takes the number of a row, or of a panel of rows, and its mean.
@inline(__always)
private func absoluteErrors<Rows: VectorRows>(
  _ predictions: Rows, _ targets: Rows, report: (_ index: Int, _ mean: Vector) -> Void
) {
  require(
    targets.columns == predictions.columns && predictions.count == targets.count,
    "targets of \(targets.count)×\(targets.columns) for \(predictions.count)×\(predictions.columns)"
  )
  let columns = Vector(repeating: Float(predictions.columns))
  for index in 0..<predictions.rowCount {
    let p = predictions[index], y = targets[index]
    var sums = Vector(repeating: 0)
    p.forEachVector { vector, mask in
      let difference = p.vector(vector) - y.vector(vector)
      sums = sums + Rows.Row.masked(gm_abs(difference), mask)
    }
    report(index, Rows.Row.total(sums) / columns)
  }
}
