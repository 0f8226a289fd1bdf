import CVector

/// A row that is 1 in the column whose number another row holds, and 0 elsewhere.
struct OneHotRow<Row: VectorRow>: ReadableRow {
  private let label: Vector

  /// - Precondition: `row` has one column.
  @inline(__always)
  init(of row: Row) { label = Row.first(row.vector(0)) }

  @inline(__always)
  func vector(_ index: Int) -> Vector {
    let position = Row.firstPositions + Vector(repeating: Float(index) * Row.positionStep)
    // The difference is NaN where the label is, or infinite.
    return gm_select_equal(label, position, Vector(repeating: 1), label - label)
  }
}
