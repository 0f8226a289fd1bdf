import Kernels
import TestSupport
import Testing

@Suite struct EmbeddingTests {
  @Test func rowNumbersAreCutAndChecked() {
    let numbers: [Float] = [
      0, 4, 4.9, 2.5, -0.5, -0.0, 5, -1, 1e30, -1e30, .nan, .infinity, -.infinity,
      .leastNonzeroMagnitude,
    ]
    let expected: [Int32] = [0, 4, 4, 2, 0, 0, -1, -1, -1, -1, -1, -1, -1, 0]
    // Two samples, the second turned around.
    let matrix = PanelBuffer(rows: 2, columns: numbers.count)
    for (column, number) in numbers.enumerated() {
      matrix[0, column] = number
      matrix[1, numbers.count - 1 - column] = number
    }
    var rows = [Int32](repeating: 7, count: 2 * numbers.count + 1)
    computeRowNumbers(matrix.all, tableRows: 5, rows: &rows)
    withExtendedLifetime(matrix) {}
    #expect(rows == expected + expected.reversed() + [7])
  }

  @Test(arguments: 1...(3 * lanes + 1))
  func rowsAreTakenFromTheTable(columns: Int) {
    let table = PanelBuffer(rows: 5, columns: columns)
    for row in 0..<5 {
      for column in 0..<columns { table[row, column] = Float(100 * row + column) }
    }
    let rows: [Int32] = [4, 0, -1, 4, 2]
    let outputs = PanelBuffer(rows: 7, columns: columns)
    var target = outputs.all
    (target.base, target.count) = (target.base + lanes, 5)
    computeEmbedding(
      rows: rows, table: table.base, tableStride: table.panelStride, outputs: target)
    for (i, row) in rows.enumerated() {
      for column in 0..<columns {
        let value = outputs[i + 1, column]
        #expect(row < 0 ? value.isNaN : value == table[Int(row), column])
      }
    }
    for column in 0..<columns { #expect(outputs[0, column] == 0 && outputs[6, column] == 0) }
  }

  /// Each range of the table takes what belongs to it, in addition to what is there.
  @Test(arguments: [0..<5, 0..<1, 1..<4, 4..<5, 2..<2])
  func gradientsAreAddedInOrder(range: Range<Int>) {
    let rows: [Int32] = [4, 0, -1, 4, 2, 2, 2, 1]
    let g = randomNumbers(rows.count * lanes, seed: 1)
    var gradient = [Float](repeating: 1, count: range.count * lanes + 1)
    accumulateEmbeddingGradient(
      rows: rows, count: rows.count, outputGradient: g, tableRows: range, gradient: &gradient)
    var expected = [Float](repeating: 1, count: range.count * lanes + 1)
    for (i, row) in rows.enumerated() where range.contains(Int(row)) {
      for lane in 0..<lanes {
        expected[(Int(row) - range.lowerBound) * lanes + lane] += g[i * lanes + lane]
      }
    }
    #expect(gradient == expected)
  }
}
