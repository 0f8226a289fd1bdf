import Kernels
import Randomness
import TestSupport
import Testing

/// Tiles of every height and width, with runs of every kind, against three loops in Double.
@Suite struct ProductTests {
  @Test(
    arguments: 0...(2 * 8 + 1),
    [
      1, lanes / 2, lanes / 2 + 1, lanes - 1, lanes, lanes + 1, 2 * lanes + lanes / 2,
      3 * lanes + 2,
    ])
  func matchesReferenceAtEveryTileEdge(rows: Int, columns: Int) {
    var random = SplitMix64(seed: 7)
    let depth = 2 * lanes + 5  // no multiple of a panel
    let a = PanelBuffer.random(rows: rows, columns: depth, using: &random)
    let b = PanelBuffer.random(rows: depth, columns: columns, using: &random)
    let start = PanelBuffer.random(rows: 1, columns: columns, using: &random)
    // What stood there before must not show, not even in padding.
    let c = PanelBuffer(rows: rows, columns: columns)
    for index in 0..<c.floatCount { c.base[index] = .nan }
    // The depth in runs of one panel of A each.
    let blocks = stride(from: 0, to: depth, by: lanes).map { first in
      DepthBlock(
        a: first / lanes * a.panelStride, b: first * lanes, depth: min(lanes, depth - first))
    }
    computeProduct(
      ProductOperands(
        blocks: blocks, blockCount: blocks.count, a: a.base, aRowStride: lanes, aDepthStride: 1,
        b: b.base, bPanelStride: b.panelStride, start: start.base, startRowStride: 0,
        startPanelStride: start.panelStride, c: c.base, cRowStride: lanes,
        cPanelStride: c.panelStride, lastColumns: columns - (panelCount(columns) - 1) * lanes),
      rows: rows, panels: panelCount(columns))

    for row in 0..<rows {
      for column in 0..<columns {
        var exact = Double(start[0, column]), size = abs(exact)
        for p in 0..<depth {
          let term = Double(a[row, p]) * Double(b[p, column])
          exact += term
          size += abs(term)
        }
        // A chain of FMAs rounds once a step; without FMA the product is rounded as well.
        #expect(abs(Double(c[row, column]) - exact) <= gamma(2 * depth) * size)
      }
    }
    #expect(c.paddingIsZero)
  }

  /// The form of a weight gradient: A is read along its columns, and C is added to.
  @Test(arguments: 1...lanes, [1, 3, 40])
  func addsTransposedProducts(inputs: Int, rows: Int) {
    var random = SplitMix64(seed: 8)
    let columns = lanes + 2
    let x = PanelBuffer.random(rows: rows, columns: inputs, using: &random)
    let delta = PanelBuffer.random(rows: rows, columns: columns, using: &random)
    let sum = PanelBuffer.random(rows: inputs, columns: columns, using: &random)
    let before = sum.copy()
    var run = DepthBlock(a: 0, b: 0, depth: rows)
    computeProduct(
      ProductOperands(
        blocks: &run, blockCount: 1, a: x.base, aRowStride: 1, aDepthStride: lanes,
        b: delta.base, bPanelStride: delta.panelStride, start: sum.base, startRowStride: lanes,
        startPanelStride: sum.panelStride, c: sum.base, cRowStride: lanes,
        cPanelStride: sum.panelStride),
      rows: inputs, panels: panelCount(columns))
    for input in 0..<inputs {
      for column in 0..<columns {
        var exact = Double(before[input, column]), size = abs(exact)
        for row in 0..<rows {
          let term = Double(x[row, input]) * Double(delta[row, column])
          exact += term
          size += abs(term)
        }
        #expect(abs(Double(sum[input, column]) - exact) <= gamma(2 * rows) * size)
      }
    }
  }

  /// Passes over a deep sum go on from each other's results, so they must not show.
  @Test(arguments: [47, 48, 64, 97], [255, 256, 257, 600])
  func passesOverTheDepthDoNotShow(rows: Int, depth: Int) {
    var random = SplitMix64(seed: 10)
    let columns = 3 * lanes - 1
    let a = PanelBuffer.random(rows: rows, columns: depth, using: &random)
    let b = PanelBuffer.random(rows: depth, columns: columns, using: &random)
    let start = PanelBuffer.random(rows: 1, columns: columns, using: &random)
    let blocks = stride(from: 0, to: depth, by: lanes).map { first in
      DepthBlock(
        a: first / lanes * a.panelStride, b: first * lanes, depth: min(lanes, depth - first))
    }
    func product(_ c: PanelBuffer, rows: Range<Int>) {
      computeProduct(
        ProductOperands(
          blocks: blocks, blockCount: blocks.count, a: a.base + rows.lowerBound * lanes,
          aRowStride: lanes, aDepthStride: 1, b: b.base, bPanelStride: b.panelStride,
          start: start.base, startRowStride: 0, startPanelStride: start.panelStride,
          c: c.base + rows.lowerBound * lanes, cRowStride: lanes, cPanelStride: c.panelStride),
        rows: rows.count, panels: panelCount(columns))
    }
    let together = PanelBuffer(rows: rows, columns: columns)
    product(together, rows: 0..<rows)
    // A single row is too little for a second pass.
    let oneByOne = PanelBuffer(rows: rows, columns: columns)
    for row in 0..<rows { product(oneByOne, rows: row..<row + 1) }
    for row in 0..<rows {
      for column in 0..<columns { #expect(together[row, column] == oneByOne[row, column]) }
    }
  }

  /// A row's bits must not depend on the tile it falls into, or shards would show in the result.
  @Test(arguments: 1...20)
  func everyRowIsComputedAlike(rows: Int) {
    var random = SplitMix64(seed: 9)
    let depth = 37
    let row = PanelBuffer.random(rows: 1, columns: depth, using: &random)
    let a = PanelBuffer(rows: rows, columns: depth)
    for index in 0..<rows { for p in 0..<depth { a[index, p] = row[0, p] } }
    let b = PanelBuffer.random(rows: depth, columns: 2 * lanes, using: &random)
    let zeros = PanelBuffer(rows: 1, columns: 1)
    let c = PanelBuffer(rows: rows, columns: 2 * lanes)
    let blocks = stride(from: 0, to: depth, by: lanes).map { first in
      DepthBlock(
        a: first / lanes * a.panelStride, b: first * lanes, depth: min(lanes, depth - first))
    }
    computeProduct(
      ProductOperands(
        blocks: blocks, blockCount: blocks.count, a: a.base, aRowStride: lanes, aDepthStride: 1,
        b: b.base, bPanelStride: b.panelStride, start: zeros.base, startRowStride: 0,
        startPanelStride: 0, c: c.base, cRowStride: lanes, cPanelStride: c.panelStride),
      rows: rows, panels: 2)
    for index in 1..<max(rows, 2) where index < rows {
      for column in 0..<2 * lanes { #expect(c[index, column] == c[0, column]) }
    }
    #expect(c[0, 0] != 0)
  }
}
