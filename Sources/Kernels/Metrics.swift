/// Keras's accuracy of each row, 0 or 1: with one column whether the target equals p > 0.5,
/// else whether the largest prediction stands where the target says.
///
/// With one column in `targets` but several in `predictions`, the target is the class's number.
///
/// - Shapes: `matches` one float a row.
public func accuracies(
  predictions: PanelRows, targets: PanelRows, matches: UnsafeMutablePointer<Float>
) {
  for index in 0..<predictions.count {
    matches[index] = isRight(predictions[index], targets[index]) ? 1 : 0
  }
}

@inline(__always)
private func isRight(_ predictions: PanelRow, _ targets: PanelRow) -> Bool {
  if predictions.columns == 1 {
    return (element(predictions, 0) > 0.5 ? 1 : 0) == element(targets, 0)
  }
  let best = indexOfLargest(predictions)
  if targets.columns == 1 {
    return Float(best) == element(targets, 0)
  }
  return best == indexOfLargest(targets)
}

/// The index of the largest element of a row; the first one on ties.
@inline(__always)
private func indexOfLargest(_ row: PanelRow) -> Int {
  var best = 0, largest = -Float.infinity
  for column in 0..<row.columns {
    let value = element(row, column)
    if value > largest { (best, largest) = (column, value) }
  }
  return best
}

@inline(__always)
private func element(_ row: PanelRow, _ column: Int) -> Float {
  row.base[column / lanes * row.panelStride + column % lanes]
}
