import CVector

/// Keras's accuracy of each row, 0 or 1: with one column whether the target equals p > 0.5,
/// else whether the largest prediction stands where the target says. NaN is larger than any number,
/// and no more than 0.5.
///
/// With one column in `targets` but several in `predictions`, the target is the class's number.
///
/// - Shapes: `matches` one float a row.
public func accuracies(
  predictions: PanelRows, targets: PanelRows, matches: UnsafeMutablePointer<Float>
) {
  for row in 0..<predictions.count {
    matches[row] = matching(predictions[row], targets[row])[0]
  }
}

/// The same for rows across the vectors.
///
/// - Shapes: `matches` one float a row, rounded up to whole vectors.
public func accuracies(
  predictions: LaneRows, targets: LaneRows, matches: UnsafeMutablePointer<Float>
) {
  for panel in 0..<predictions.panels {
    matching(predictions[panel], targets[panel]).store(to: matches + panel * lanes)
  }
}

/// The accuracy, in the first lane of each row.
@inline(__always)
private func matching<Row: VectorRow>(_ predictions: Row, _ targets: Row) -> Vector {
  let zero = Vector(repeating: 0), one = Vector(repeating: 1)
  let answer =
    predictions.columns == 1
    ? gm_select_less(Vector(repeating: 0.5), predictions.vector(0), one, zero)
    : indexOfLargest(predictions)
  let expected = targets.columns == 1 ? targets.vector(0) : indexOfLargest(targets)
  return gm_select_equal(answer, expected, one, zero)
}

/// The index of the largest element of a row, in all its lanes; the first one on ties, and that of the
/// first NaN if there is any.
@inline(__always)
private func indexOfLargest<Row: VectorRow>(_ row: Row) -> Vector {
  let nothing = Vector(repeating: -.infinity)
  var position = Row.firstPositions, best = position, maxima = nothing, undefined = nothing
  row.forEachVector { index, mask in
    let values = gm_select_less(Vector(repeating: 0), mask, row.vector(index), nothing)
    best = gm_select_less(maxima, values, position, best)
    maxima = gm_max(maxima, values)
    undefined = gm_max(undefined, gm_select_equal(values, values, nothing, -position))
    position = position + Vector(repeating: Row.positionStep)
  }
  // Each lane knows its own first one; of the lanes that hold the largest, the foremost counts.
  best = -Row.largest(gm_select_equal(maxima, Row.largest(maxima), -best, nothing))
  let firstUndefined = -Row.largest(undefined)
  return gm_select_less(firstUndefined, -nothing, firstUndefined, best)
}
