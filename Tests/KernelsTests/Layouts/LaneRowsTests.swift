import Kernels
import Randomness
import TestSupport
import Testing

/// Rows across the vectors against the same rows along them, or against plain loops.
@Suite struct LaneRowsTests {
  private static let rowCounts = [1, lanes - 1, lanes, 2 * lanes + 3]
  private static let columnCounts = [1, 2, lanes - 1, lanes, lanes + 1, 2 * lanes + 3]

  /// Where columns are gathered in other ways: by ones, twos and fours, and as squares.
  private static let gatheredColumns = columnCounts + [3, 4, 5, 6, 7, 8, 9, lanes + 6]

  @Test(arguments: rowCounts, gatheredColumns)
  func gathersSamplesInTheirOrder(rows: Int, columns: Int) {
    // A vector behind the samples is read, but shows nowhere.
    let samples = (0..<(rows + 2) * columns).map { Float($0 + 1) }
    let source = samples + [Float](repeating: .nan, count: lanes)
    let order = (0..<rows).map { Int32((rows - $0) % (rows + 2)) }
    let target = LaneBuffer(rows: rows, columns: columns, filling: -1)
    gatherSamples(order: order, from: source, into: target.rows)
    for row in 0..<panelCount(rows) * lanes {
      // Padding lanes repeat the first row of their panel.
      let sample = Int(order[row < rows ? row : row / lanes * lanes])
      for column in 0..<columns {
        #expect(target[row, column] == samples[sample * columns + column])
      }
      #expect(target[row, columns] == -1)
    }
    var back = [Float](repeating: 0, count: rows * columns)
    unpackRows(target.rows, into: &back)
    #expect(back == order.flatMap { source[Int($0) * columns..<(Int($0) + 1) * columns] })
  }

  /// Whole panels, and nothing beside them.
  @Test(arguments: rowCounts, columnCounts)
  func rowsAreCopiedAndFilledInWholePanels(rows: Int, columns: Int) {
    var random = SplitMix64(seed: 20)
    let source = LaneBuffer(PanelBuffer.random(rows: rows, columns: columns, using: &random))
    let target = LaneBuffer(rows: rows, columns: columns, filling: -1)
    withExtendedLifetime(source) { copyRows(source.rows, into: target.rows) }
    for row in 0..<panelCount(rows) * lanes {
      for column in 0..<columns { #expect(target[row, column] == source[row, column]) }
      #expect(target[row, columns] == -1)
    }
    fillRows(target.rows, with: 2)
    for row in 0..<panelCount(rows) * lanes {
      for column in 0...columns { #expect(target[row, column] == (column < columns ? 2 : -1)) }
    }
  }

  @Test(arguments: rowCounts, columnCounts)
  func rowProductsMatchTheirSums(rows: Int, columns: Int) {
    var random = SplitMix64(seed: 21)
    let x = PanelBuffer.random(rows: rows, columns: 3, using: &random)
    let y = PanelBuffer.random(rows: rows, columns: columns, using: &random)
    // What lies behind the elements is read, but shows nowhere.
    let xLanes = LaneBuffer(x), yLanes = LaneBuffer(y, filling: 5)
    for row in 0..<panelCount(rows) * lanes {
      for column in columns..<panelCount(columns) * lanes { yLanes[row, column] = .infinity }
    }
    let width = panelCount(columns) * lanes
    var products = [Float](repeating: -1, count: 3 * width)
    withExtendedLifetime((xLanes, yLanes)) {
      computeRowProducts(xLanes.rows, yLanes.rows, products: &products)
    }
    for i in 0..<3 {
      for j in 0..<width {
        var exact = 0.0, size = 0.0
        if j < columns {
          for row in 0..<rows {
            let term = Double(x[row, i]) * Double(y[row, j])
            exact += term
            size += abs(term)
          }
        }
        // A product and a sum for each panel, and the sum over lanes.
        let bound = gamma(2 * panelCount(rows) + lanes) * size
        #expect(abs(Double(products[i * width + j]) - exact) <= bound)
      }
    }
  }

  @Test(arguments: rowCounts, columnCounts)
  func softmaxAgrees(rows: Int, columns: Int) {
    var random = SplitMix64(seed: 22)
    let values = PanelBuffer.random(rows: rows, columns: columns, using: &random)
    let gradient = PanelBuffer.random(rows: rows, columns: columns, using: &random)
    let valueLanes = LaneBuffer(values), gradientLanes = LaneBuffer(gradient)
    applySoftmax(to: values.all)
    applySoftmax(to: valueLanes.rows)
    multiplyBySoftmaxDerivative(outputs: values.all, gradient: gradient.all)
    multiplyBySoftmaxDerivative(outputs: valueLanes.rows, gradient: gradientLanes.rows)
    let bound = 2 * gamma(2 * columns + 8)
    for row in 0..<rows {
      for column in 0..<columns {
        #expect(abs(valueLanes[row, column] - values[row, column]) <= Float(bound))
        #expect(abs(gradientLanes[row, column] - gradient[row, column]) <= Float(bound))
      }
    }
  }

  @Test(arguments: rowCounts, columnCounts)
  func lossesAndTheirGradientsAgree(rows: Int, columns: Int) {
    var random = SplitMix64(seed: 23)
    for loss in RowLoss.allCases {
      let p = PanelBuffer(rows: rows, columns: columns)
      let y = PanelBuffer(rows: rows, columns: loss.isSparse ? 1 : columns)
      for row in 0..<rows {
        for column in 0..<columns { p[row, column] = Float(random.nextUniform(in: 0.1...0.9)) }
        for column in 0..<y.columns {
          y[row, column] = Float(loss.isSparse ? Double(row % columns) : random.nextUnit())
        }
      }
      // Padding lanes hold numbers that look like others; only their gradient has to be 0.
      let pLanes = LaneBuffer(p, filling: 0.5), yLanes = LaneBuffer(y, filling: 0.25)
      let gradient = PanelBuffer(rows: rows, columns: columns)
      let gradientLanes = LaneBuffer(rows: rows, columns: columns, filling: -1)
      var losses = [Float](repeating: -1, count: rows)
      var laneLosses = [Float](repeating: -1, count: panelCount(rows) * lanes)
      computeLosses(
        loss, predictions: p.all, targets: y.all, gradient: gradient.all, scale: 0.5,
        losses: &losses)
      computeLosses(
        loss, predictions: pLanes.rows, targets: yLanes.rows, gradient: gradientLanes.rows,
        scale: 0.5, losses: &laneLosses)
      #expect(gradientLanes.padding.allSatisfy { $0 == 0 })
      // Logarithms up to 5, quotients up to 10.
      let bound = Float(2 * gamma(columns + 16) * 10)
      for row in 0..<rows {
        #expect(abs(laneLosses[row] - losses[row]) <= bound * Float(columns))
        for column in 0..<columns {
          #expect(abs(gradientLanes[row, column] - gradient[row, column]) <= bound)
        }
      }
      laneLosses = [Float](repeating: -1, count: laneLosses.count)
      withExtendedLifetime((pLanes, yLanes)) {
        computeLosses(
          loss, predictions: pLanes.rows, targets: yLanes.rows, gradient: nil, scale: 0.5,
          losses: &laneLosses)
      }
      #expect(abs(laneLosses[rows - 1] - losses[rows - 1]) <= bound * Float(columns))
    }
  }

  /// Numbers of few digits, so that many rows have ties.
  @Test(arguments: rowCounts, columnCounts)
  func accuraciesAreThoseOfPlainLoops(rows: Int, columns: Int) {
    var random = SplitMix64(seed: 24)
    for targetColumns in Set([1, columns]) {
      let p = PanelBuffer(rows: rows, columns: columns)
      let y = PanelBuffer(rows: rows, columns: targetColumns)
      // What stands in padding lanes must not win.
      for index in 0..<p.floatCount { p.base[index] = 9 }
      for row in 0..<rows {
        for column in 0..<columns { p[row, column] = Float(random.nextIndex(below: 4)) / 4 - 0.5 }
        for column in 0..<targetColumns { y[row, column] = Float(random.nextIndex(below: 3)) }
      }
      var matches = [Float](repeating: -1, count: rows)
      var laneMatches = [Float](repeating: -1, count: panelCount(rows) * lanes)
      accuracies(predictions: p.all, targets: y.all, matches: &matches)
      let pLanes = LaneBuffer(p), yLanes = LaneBuffer(y)
      withExtendedLifetime((pLanes, yLanes)) {
        accuracies(predictions: pLanes.rows, targets: yLanes.rows, matches: &laneMatches)
      }
      for row in 0..<rows {
        func best(_ matrix: PanelBuffer) -> Float {
          var best = 0
          for column in 0..<matrix.columns where matrix[row, column] > matrix[row, best] {
            best = column
          }
          return Float(best)
        }
        let answer = columns == 1 ? (p[row, 0] > 0.5 ? 1 : 0) : best(p)
        let expected: Float = answer == (targetColumns == 1 ? y[row, 0] : best(y)) ? 1 : 0
        #expect(matches[row] == expected)
        #expect(laneMatches[row] == expected)
      }
    }
  }
}
