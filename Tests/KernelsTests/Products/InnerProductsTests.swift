import Kernels
import Randomness
import TestSupport
import Testing

/// Inner products of rows around every multiple of a vector, against loops in Double.
@Suite struct InnerProductsTests {
  private static let sizes: [(rows: Int, columns: Int)] = [
    (1, 1), (lanes - 1, 2), (lanes, lanes), (lanes + 1, 5), (3 * lanes + 1, lanes + 2),
  ]

  @Test(arguments: sizes, [1, 32, 33, 98])
  func matchReference(size: (rows: Int, columns: Int), panels: Int) {
    let (rows, columns) = size
    var random = SplitMix64(seed: 11)
    let depth = panels * lanes
    // Whole vectors of rows are read and written.
    let places = panelCount(rows) * lanes
    let a = PanelBuffer.random(rows: places, columns: depth, using: &random)
    let b = PanelBuffer.random(rows: columns, columns: depth, using: &random)
    let start = PanelBuffer.random(rows: 1, columns: columns, using: &random)
    // What stood there before must not show, not even where columns are padding.
    let c = PanelBuffer(rows: places, columns: panelCount(columns) * lanes)
    for index in 0..<c.floatCount { c.base[index] = .nan }
    computeInnerProducts(
      InnerProductOperands(
        a: a.base, aPanelStride: a.panelStride, b: b.base, bPanelStride: b.panelStride,
        panels: panels, start: start.base, c: c.base, cPanelStride: c.panelStride),
      rows: rows, columns: columns)

    for row in 0..<rows {
      for column in 0..<columns {
        var exact = Double(start[0, column]), size = abs(exact)
        for p in 0..<depth {
          let term = Double(a[row, p]) * Double(b[column, p])
          exact += term
          size += abs(term)
        }
        // A product and a sum for each panel, the sums of lanes and of passes, and the start.
        let roundings = 2 * panels + lanes + panels / 32 + 2
        #expect(abs(Double(c[row, column]) - exact) <= gamma(roundings) * size)
      }
    }
    for row in 0..<rows {
      for column in columns..<c.columns { #expect(c[row, column] == 0) }
    }
  }

  /// A row's bits must not depend on its neighbours, or shards would show in the result.
  @Test func everyRowIsComputedAlike() {
    var random = SplitMix64(seed: 12)
    let rows = 2 * lanes, columns = 3, panels = 5
    let row = PanelBuffer.random(rows: 1, columns: panels * lanes, using: &random)
    let a = PanelBuffer(rows: rows, columns: panels * lanes)
    for index in 0..<rows { for p in 0..<panels * lanes { a[index, p] = row[0, p] } }
    let b = PanelBuffer.random(rows: columns, columns: panels * lanes, using: &random)
    let start = PanelBuffer(rows: 1, columns: columns),
      c = PanelBuffer(rows: rows, columns: columns)
    computeInnerProducts(
      InnerProductOperands(
        a: a.base, aPanelStride: a.panelStride, b: b.base, bPanelStride: b.panelStride,
        panels: panels, start: start.base, c: c.base, cPanelStride: c.panelStride),
      rows: rows, columns: columns)
    for index in 1..<rows {
      for column in 0..<columns { #expect(c[index, column] == c[0, column]) }
    }
    #expect(c[0, 0] != 0)
  }

  /// Asking for what is read next changes nothing, though there be fewer rows of it, or none.
  @Test(arguments: [0, 3, lanes, 3 * lanes])
  func rowsAheadDoNotShow(count: Int) {
    var random = SplitMix64(seed: 13)
    let rows = 3 * lanes, columns = 5, panels = 40
    let a = PanelBuffer.random(rows: rows, columns: panels * lanes, using: &random)
    let b = PanelBuffer.random(rows: columns, columns: panels * lanes, using: &random)
    let start = PanelBuffer.random(rows: 1, columns: columns, using: &random)
    let source = [Float](repeating: 1, count: 4 * panels * lanes)
    let order = (0..<3 * lanes).map { Int32($0 % 4) }
    func product(_ ahead: RowsAhead?) -> [Float] {
      let c = PanelBuffer(rows: rows, columns: columns)
      computeInnerProducts(
        InnerProductOperands(
          a: a.base, aPanelStride: a.panelStride, b: b.base, bPanelStride: b.panelStride,
          panels: panels, start: start.base, c: c.base, cPanelStride: c.panelStride, ahead: ahead),
        rows: rows, columns: columns)
      return (0..<rows * columns).map { c[$0 / columns, $0 % columns] }
    }
    let expected = product(nil)
    source.withUnsafeBufferPointer { source in
      order.withUnsafeBufferPointer { order in
        let ahead = RowsAhead(
          base: source.baseAddress!, stride: panels * lanes, order: order.baseAddress!, count: count
        )
        #expect(product(ahead) == expected)
      }
    }
  }
}
