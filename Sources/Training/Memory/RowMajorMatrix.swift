import Kernels

/// A matrix whose rows follow one another, `stride` floats apart, as other libraries want it.
struct RowMajorMatrix: BitwiseCopyable {
  var base: UnsafeMutablePointer<Float>
  var columns: Int
  var stride: Int

  func row(_ row: Int) -> UnsafeMutablePointer<Float> { base + row * stride }

  /// The matrix from a row and a column on.
  func from(row: Int = 0, column: Int = 0) -> RowMajorMatrix {
    RowMajorMatrix(base: base + row * stride + column, columns: columns, stride: stride)
  }

  func rows(_ range: Range<Int>) -> RowMajorRows {
    RowMajorRows(matrix: from(row: range.lowerBound), count: range.count)
  }
}

/// Neighbouring rows of a row-major matrix.
struct RowMajorRows: BitwiseCopyable {
  let matrix: RowMajorMatrix
  let count: Int

  var base: UnsafeMutablePointer<Float> { matrix.base }
  /// All rows with their padding: one contiguous run.
  var floats: Int { count * matrix.stride }

  /// The same rows for kernels that work row by row: a row's vectors are neighbours.
  var panelRows: PanelRows {
    PanelRows(
      base: matrix.base, rowStride: matrix.stride, panelStride: lanes, columns: matrix.columns,
      count: count)
  }
}
