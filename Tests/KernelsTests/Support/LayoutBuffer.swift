import Kernels

/// How the rows of a matrix lie in memory.
enum Layout: CaseIterable {
  /// Panel after panel, as most steps have them.
  case panels
  /// Row after row, as a library of matrix products has them.
  case rowMajor
  /// Across the vectors, as small chains have them.
  case lanes
}

/// A matrix in any layout that owns its memory; padding is `filling`.
final class LayoutBuffer {
  let layout: Layout
  let rows: Int
  let columns: Int
  private let base: UnsafeMutablePointer<Float>
  private let count: Int

  init(_ layout: Layout, rows: Int, columns: Int, filling: Float) {
    self.layout = layout
    self.rows = rows
    self.columns = columns
    count =
      layout == .lanes
      ? panelCount(rows) * lanes * columns : rows * panelCount(columns) * lanes
    base = .allocate(capacity: count)
    base.initialize(repeating: filling, count: count)
  }

  /// Takes over the elements of a matrix.
  convenience init(_ layout: Layout, _ elements: [[Float]], filling: Float) {
    self.init(layout, rows: elements.count, columns: elements[0].count, filling: filling)
    for row in 0..<rows {
      for column in 0..<columns { base[place(row, column)] = elements[row][column] }
    }
  }

  deinit {
    base.deallocate()
  }

  private func place(_ row: Int, _ column: Int) -> Int {
    switch layout {
    case .panels: column / lanes * rows * lanes + row * lanes + column % lanes
    case .rowMajor: row * panelCount(columns) * lanes + column
    case .lanes: (row / lanes * columns + column) * lanes + row % lanes
    }
  }

  subscript(row: Int) -> [Float] { (0..<columns).map { base[place(row, $0)] } }

  /// What stands beside the elements.
  var padding: [Float] {
    let elements = Set((0..<rows * columns).map { place($0 / columns, $0 % columns) })
    return (0..<count).filter { !elements.contains($0) }.map { base[$0] }
  }

  /// The rows of panels, or of a row-major matrix.
  var panelRows: PanelRows {
    let isPanels = layout == .panels
    return PanelRows(
      base: base, rowStride: isPanels ? lanes : panelCount(columns) * lanes,
      panelStride: isPanels ? rows * lanes : lanes, columns: columns, count: rows)
  }

  /// The rows across the vectors.
  var laneRows: LaneRows {
    LaneRows(base: base, panelStride: columns * lanes, columns: columns, count: rows)
  }
}
