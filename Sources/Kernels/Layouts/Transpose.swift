import CVector

/// Writes the transpose of one square of a panel: `rows` rows of the first `columns` lanes.
///
/// - Shapes: `source` [rows][lanes]; `target` [columns][lanes], of which the first `rows` lanes of
///   each vector are written. Neither count exceeds `lanes`.
public func transposeSquare(
  from source: UnsafePointer<Float>, rows: Int, columns: Int, to target: UnsafeMutablePointer<Float>
) {
  if rows == lanes && columns == lanes {
    gm_transpose(source, lanes, target)
    return
  }
  for row in 0..<rows {
    for column in 0..<columns {
      target[column * lanes + row] = source[row * lanes + column]
    }
  }
}
