import Kernels

/// Rows across the vectors that own their memory, with room to read whole vectors of elements; all
/// else is `filling`.
final class LaneBuffer {
  let rows: LaneRows
  private let count: Int

  init(rows: Int, columns: Int, filling: Float = 0) {
    let stride = (panelCount(columns) * lanes + 3) * lanes
    count = panelCount(rows) * stride
    let base = UnsafeMutablePointer<Float>.allocate(capacity: count)
    base.initialize(repeating: filling, count: count)
    self.rows = LaneRows(base: base, panelStride: stride, columns: columns, count: rows)
  }

  deinit {
    rows.base.deallocate()
  }

  /// Takes over the rows of a matrix in panels.
  convenience init(_ matrix: PanelBuffer, filling: Float = 0) {
    self.init(rows: matrix.rows, columns: matrix.columns, filling: filling)
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns { self[row, column] = matrix[row, column] }
    }
  }

  subscript(row: Int, column: Int) -> Float {
    get { rows.base[row / lanes * rows.panelStride + column * lanes + row % lanes] }
    set { rows.base[row / lanes * rows.panelStride + column * lanes + row % lanes] = newValue }
  }

  /// The numbers in the padding lanes of the last panel.
  var padding: [Float] {
    (rows.count..<panelCount(rows.count) * lanes).flatMap { row in
      (0..<rows.columns).map { self[row, $0] }
    }
  }
}
