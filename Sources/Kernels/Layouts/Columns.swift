import CVector

// Numbers that change their lanes. Lanes of one row can be read at once wherever they begin, since the
// rows of a panel lie behind one another: a load in the middle of a row ends in the next row, whose
// lanes are then taken from the next panel instead. The first and the last row of a call, where such a
// load would leave the call's rows, are copied number by number.

/// Copies columns `columns` of the source to those from `first` on of the target; others of the target stay.
///
/// Where these are the target's last columns, its padding lanes become 0.
///
/// - Shapes: both have the same number of rows.
public func copyColumns(
  _ columns: Range<Int>, of source: PanelRows, to target: PanelRows, at first: Int
) {
  moveColumns(columns, source, target, first, adds: false)
  guard first + columns.count == target.columns, target.columns % lanes > 0 else { return }
  let last = target.base + (panelCount(target.columns) - 1) * target.panelStride
  let used = Int32(truncatingIfNeeded: target.columns % lanes)
  for row in 0..<target.count {
    let vector = last + row * target.rowStride
    gm_first(Vector(loading: vector), used).store(to: vector)
  }
}

/// Adds columns of the source to those of the target.
///
/// - Shapes: see `copyColumns`.
public func accumulateColumns(
  _ columns: Range<Int>, of source: PanelRows, to target: PanelRows, at first: Int
) {
  moveColumns(columns, source, target, first, adds: true)
}

@inline(__always)
private func moveColumns(
  _ columns: Range<Int>, _ source: PanelRows, _ target: PanelRows, _ first: Int, adds: Bool
) {
  require(
    source.count == target.count && columns.upperBound <= source.columns
      && first + columns.count <= target.columns,
    "columns \(columns) of \(source.count)×\(source.columns) to \(first) of \(target.count)×\(target.columns)"
  )
  // Target vectors one after the other: each takes lanes from up to two panels of the source.
  var column = first
  while column < first + columns.count {
    let panel = column / lanes, lane = column % lanes
    let count = min(lanes - lane, first + columns.count - column)
    let from = columns.lowerBound + column - first
    let to = target.base + panel * target.panelStride + lane
    moveLanes(source, from, to, target.rowStride, count, adds: adds)
    column += count
  }
}

/// Moves `count` columns of the source, from `column` on, to the lanes of one vector a row.
@inline(__always)
private func moveLanes(
  _ source: PanelRows, _ column: Int, _ target: UnsafeMutablePointer<Float>, _ targetStride: Int,
  _ count: Int, adds: Bool
) {
  let lane = column % lanes, before = min(lanes - lane, count)
  let low = source.base + column / lanes * source.panelStride + lane
  // Where the source's next panel begins, as many lanes before it as the first one gives.
  let high = source.base + (column / lanes + 1) * source.panelStride - before
  @inline(__always)
  func moveNumbers(_ row: Int) {
    let from = row * source.rowStride, to = target + row * targetStride
    for i in 0..<count {
      let number = i < before ? low[from + i] : high[from + i]
      to[i] = adds ? to[i] + number : number
    }
  }
  guard source.count > 2 && source.rowStride == lanes && targetStride == lanes else {
    for row in 0..<source.count { moveNumbers(row) }
    return
  }
  moveNumbers(0)
  let ofLow = Vector.mask(first: before), ofBoth = Vector.mask(first: count)
  for row in 1..<source.count - 1 {
    let to = target + row * lanes, old = Vector(loading: to)
    let first = Vector(loading: low + row * lanes)
    let second = before < count ? Vector(loading: high + row * lanes) : first
    let moved = gm_select_less(Vector(repeating: 0), ofLow, first, second)
    gm_select_less(Vector(repeating: 0), ofBoth, adds ? old + moved : moved, old).store(to: to)
  }
  moveNumbers(source.count - 1)
}

/// Repeats each column of the source: column c becomes the columns from c·times on of the target.
///
/// - Shapes: both have the same number of rows, the target `times` as many columns; its padding lanes
///   become 0.
public func repeatColumns(_ source: PanelRows, times: Int, into target: PanelRows) {
  require(
    source.count == target.count && source.columns * times == target.columns,
    "\(source.count)×\(source.columns) columns \(times) times for \(target.count)×\(target.columns)"
  )
  guard source.columns > 1 else { return spreadColumn(source, target) }
  for row in 0..<target.count {
    for column in 0..<panelCount(target.columns) * lanes {
      target[row, column] = column < target.columns ? source[row, column / times] : 0
    }
  }
}

/// Writes the source's only column to all of the target's.
@inline(__always)
private func spreadColumn(_ source: PanelRows, _ target: PanelRows) {
  for row in 0..<target.count {
    let number = Vector(repeating: source[row, 0]), to = target[row]
    to.forEachVector { index, mask in to.store(gm_masked(number, mask), index) }
  }
}

/// target[c] = Σ of the columns from c·times on of the source: what `repeatColumns` makes of a gradient.
///
/// The sum is in ascending order, but for a target of one column: then it is that of each lane, and of these.
///
/// - Shapes: as in `repeatColumns`, with source and target exchanged.
public func sumRepeatedColumns(_ source: PanelRows, times: Int, into target: PanelRows) {
  for row in 0..<target.count {
    for column in 0..<panelCount(target.columns) * lanes { target[row, column] = 0 }
  }
  accumulateRepeatedColumns(source, times: times, into: target)
}

/// target[c] += the same.
public func accumulateRepeatedColumns(_ source: PanelRows, times: Int, into target: PanelRows) {
  require(
    source.count == target.count && target.columns * times == source.columns,
    "\(source.count)×\(source.columns) columns for \(times) times \(target.count)×\(target.columns)"
  )
  guard target.columns > 1 else { return accumulateAllColumns(source, target) }
  for row in 0..<target.count {
    for column in 0..<source.columns { target[row, column / times] += source[row, column] }
  }
}

/// Adds the sum of all of the source's columns to the target's only one.
@inline(__always)
private func accumulateAllColumns(_ source: PanelRows, _ target: PanelRows) {
  for row in 0..<target.count {
    let from = source[row]
    var sums = Vector(repeating: 0)
    from.forEachVector { index, mask in sums = sums + gm_masked(from.vector(index), mask) }
    target[row, 0] += sums.laneSum
  }
}
