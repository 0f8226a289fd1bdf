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
  withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes * lanes) { square in
    matchAnswers(predictions, targets, matches, square.baseAddress!)
  }
}

/// The loop of `accuracies`: a function of its own, so that its machine code can be looked at.
@inline(never)
private func matchAnswers(
  _ predictions: PanelRows, _ targets: PanelRows, _ matches: UnsafeMutablePointer<Float>,
  _ square: UnsafeMutablePointer<Float>
) {
  for first in stride(from: 0, to: predictions.count, by: lanes) {
    let rows = first..<min(first + lanes, predictions.count)
    let answer = answers(of: predictions, rows, square)
    let expected =
      targets.columns == 1
      ? firstColumn(of: targets, rows, square) : answers(of: targets, rows, square)
    let isRight = gm_select_equal(
      answer, expected, Vector(repeating: 1), Vector(repeating: 0))
    if rows.count == lanes {
      isRight.store(to: matches + first)
    } else {
      for row in rows { matches[row] = isRight[row - first] }
    }
  }
}

/// The answer of each of up to `lanes` rows, one a lane: the side of ½ of a single column, else the
/// place of the largest.
@inline(__always)
private func answers(
  of rows: PanelRows, _ range: Range<Int>, _ square: UnsafeMutablePointer<Float>
) -> Vector {
  guard rows.columns > 1 else {
    return sideOfHalf(firstColumn(of: rows, range, square))
  }
  return indexOfLargest(rows, range, square)
}

/// The numbers of a single column, one a lane.
@inline(__always)
private func firstColumn(
  of rows: PanelRows, _ range: Range<Int>, _ square: UnsafeMutablePointer<Float>
) -> Vector {
  for row in range { square[row - range.lowerBound] = rows.base[row * rows.rowStride] }
  return Vector(loading: square)
}

/// The index of the largest element of each of up to `lanes` rows, one a lane: the first one on ties,
/// and that of the first NaN if there is any.
///
/// Squares of the rows are turned, so that a vector holds one element of every row: a row by itself
/// would take sums over its lanes for every answer.
@inline(__always)
private func indexOfLargest(
  _ rows: PanelRows, _ range: Range<Int>, _ square: UnsafeMutablePointer<Float>
) -> Vector {
  var search = LargestElement()
  for panel in 0..<panelCount(rows.columns) {
    let from = rows.base + range.lowerBound * rows.rowStride + panel * rows.panelStride
    if range.count == lanes {
      gm_transpose(from, rows.rowStride, square)
    } else {
      for row in 0..<range.count {
        for lane in 0..<lanes { square[lane * lanes + row] = from[row * rows.rowStride + lane] }
      }
    }
    for column in 0..<min(lanes, rows.columns - panel * lanes) {
      search.add(Vector(loading: square + column * lanes))
    }
  }
  return search.index
}

/// The largest element of many rows at once, one a lane, from the first column to the last.
private struct LargestElement {
  private var maxima = Vector(repeating: -.infinity)
  private var best = Vector(repeating: 0)
  private var firstUndefined = Vector(repeating: .infinity)
  private var position = Vector(repeating: 0)

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func add(_ values: Vector) {
    best = gm_select_less(maxima, values, position, best)
    maxima = gm_max(maxima, values)
    firstUndefined = gm_select_equal(
      values, values, firstUndefined, gm_min(firstUndefined, position))
    position = position + Vector(repeating: 1)
  }

  /// The index in every row; NaN is larger than any number.
  @inline(__always)
  var index: Vector {
    gm_select_less(firstUndefined, Vector(repeating: .infinity), firstUndefined, best)
  }
}

@inline(__always)
private func sideOfHalf(_ predictions: Vector) -> Vector {
  gm_select_less(
    Vector(repeating: 0.5), predictions, Vector(repeating: 1), Vector(repeating: 0))
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

/// The accuracy of each row, one a lane.
@inline(__always)
private func matching(_ predictions: LaneRow, _ targets: LaneRow) -> Vector {
  let answer =
    predictions.columns == 1 ? sideOfHalf(predictions.vector(0)) : indexOfLargest(predictions)
  let expected = targets.columns == 1 ? targets.vector(0) : indexOfLargest(targets)
  return gm_select_equal(answer, expected, Vector(repeating: 1), Vector(repeating: 0))
}

@inline(__always)
private func indexOfLargest(_ row: LaneRow) -> Vector {
  var search = LargestElement()
  // By itself the first element takes a third of the operations: what it is compared with is known.
  search.add(row.vector(0))
  for column in 1..<row.columns { search.add(row.vector(column)) }
  return search.index
}
