/// Copies all numbers of the source in the order of rows and columns to the target, whose rows may be of
/// another length; its padding lanes become 0.
///
/// - Shapes: both have the same number of rows times columns.
public func reshapeRows(_ source: PanelRows, into target: PanelRows) {
  forEachPiece(source, target) { from, to, count in
    guard count < lanes else { return Vector(loading: from).store(to: to) }
    for i in 0..<count { to[i] = from[i] }
  }
  guard target.columns % lanes > 0 else { return }
  for row in 0..<target.count {
    for column in target.columns..<panelCount(target.columns) * lanes { target[row, column] = 0 }
  }
}

/// Adds all numbers of the source likewise.
///
/// - Shapes: both have the same number of rows times columns.
public func accumulateReshapedRows(_ source: PanelRows, into target: PanelRows) {
  forEachPiece(source, target) { from, to, count in
    guard count < lanes else { return Vector(loading: from).write(to: to, adds: true) }
    for i in 0..<count { to[i] += from[i] }
  }
}

/// Calls `body` with every stretch of numbers that lie behind one another in both.
@inline(__always)
private func forEachPiece(
  _ source: PanelRows, _ target: PanelRows,
  _ body: (_ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>, _ count: Int) -> Void
) {
  require(
    source.count * source.columns == target.count * target.columns,
    "\(source.count)×\(source.columns) numbers for \(target.count)×\(target.columns)")
  var row = 0, column = 0
  for sourceRow in 0..<source.count {
    var sourceColumn = 0
    while sourceColumn < source.columns {
      let left = min(lanes - sourceColumn % lanes, source.columns - sourceColumn)
      let count = min(left, min(lanes - column % lanes, target.columns - column))
      body(
        source.pointer(row: sourceRow, column: sourceColumn),
        target.pointer(row: row, column: column), count)
      sourceColumn += count
      column += count
      if column == target.columns {
        column = 0
        row += 1
      }
    }
  }
}
