import Kernels
import Testing

@Suite struct ReshapeTests {
  /// Rows and columns before and after: shorter, longer, whole vectors, and none.
  private static let shapes = [
    ((1, 1), (1, 1)), ((2, 3), (3, 2)), ((lanes, 3), (1, 3 * lanes)), ((1, 3 * lanes), (lanes, 3)),
    ((2, 2 * lanes), (4, lanes)), ((4, 2 * lanes), (2, 4 * lanes)),
    ((6, lanes + 1), (2, 3 * lanes + 3)),
    ((3, lanes - 1), (lanes - 1, 3)), ((0, 3), (0, 5)),
  ]

  @Test(arguments: shapes)
  func numbersKeepTheirOrder(before: (rows: Int, columns: Int), after: (rows: Int, columns: Int)) {
    let source = PanelBuffer(rows: before.rows, columns: before.columns)
    let target = PanelBuffer(rows: after.rows, columns: after.columns)
    // What stands in padding must neither arrive nor stay.
    for index in 0..<source.floatCount { source.base[index] = .nan }
    for index in 0..<target.floatCount { target.base[index] = .nan }
    for index in 0..<before.rows * before.columns {
      source[index / before.columns, index % before.columns] = Float(index + 1)
    }
    reshapeRows(source.all, into: target.all)
    #expect(target.paddingIsZero)
    for index in 0..<after.rows * after.columns {
      #expect(target[index / after.columns, index % after.columns] == Float(index + 1))
    }
    accumulateReshapedRows(source.all, into: target.all)
    #expect(target.paddingIsZero)
    for index in 0..<after.rows * after.columns {
      #expect(target[index / after.columns, index % after.columns] == Float(2 * index + 2))
    }
    withExtendedLifetime((source, target)) {}
  }
}
