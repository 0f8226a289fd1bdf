import CVector

/// Reads row numbers out of a matrix of floats, cut to whole numbers; −1 where a table of `tableRows` rows
/// has no such row.
///
/// - Shapes: `numbers` rows of samples; `rows` [numbers.count][numbers.columns].
public func computeRowNumbers(
  _ numbers: PanelRows, tableRows: Int, rows: UnsafeMutablePointer<Int32>
) {
  for sample in 0..<numbers.count {
    for column in 0..<numbers.columns {
      let number = numbers[sample, column]
      // −0.5 is cut to 0; NaN is neither above nor below.
      let isInside = number > -1 && number < Float(tableRows)
      rows[sample * numbers.columns + column] = isInside ? Int32(number) : -1
    }
  }
}

/// Row i of the outputs = row `rows[i]` of a table, NaN where that is −1.
///
/// - Shapes: `table` in panels `tableStride` floats apart; `outputs` has its columns, `rows`
///   [outputs.count].
public func computeEmbedding(
  rows: UnsafePointer<Int32>, table: UnsafePointer<Float>, tableStride: Int, outputs: PanelRows
) {
  for panel in 0..<panelCount(outputs.columns) {
    let from = table + panel * tableStride, to = outputs.base + panel * outputs.panelStride
    for i in 0..<outputs.count {
      let row = Int(rows[i])
      let vector = row < 0 ? Vector(repeating: .nan) : Vector(loading: from + row * lanes)
      vector.store(to: to + i * outputs.rowStride)
    }
  }
}

/// Adds the gradients of all positions that took a row of `tableRows` to that row's, in ascending order of
/// the positions.
///
/// - Shapes: one panel; `rows` [count], `outputGradient` [count][lanes], `gradient`
///   [tableRows.count][lanes], whose first row is that of `tableRows.lowerBound`.
public func accumulateEmbeddingGradient(
  rows: UnsafePointer<Int32>, count: Int, outputGradient: UnsafePointer<Float>,
  tableRows: Range<Int>, gradient: UnsafeMutablePointer<Float>
) {
  for i in 0..<count where tableRows.contains(Int(rows[i])) {
    let target = gradient + (Int(rows[i]) - tableRows.lowerBound) * lanes
    Vector(loading: outputGradient + i * lanes).write(to: target, adds: true)
  }
}
