import Foundation
import Kernels
import Randomness
import TestSupport
import Testing

/// Losses of one row against their formulas in Double; gradients are held to finite differences in
/// the trainer's tests, so here stand the edges: clipping, padding, ties.
@Suite struct LossTests {
  private func rows(_ predictions: [Float], _ targets: [Float]) -> (
    p: PanelBuffer, y: PanelBuffer, g: PanelBuffer
  ) {
    let buffers = [predictions, targets, predictions].map { numbers in
      let buffer = PanelBuffer(rows: 1, columns: numbers.count)
      for (column, number) in numbers.enumerated() { buffer[0, column] = number }
      return buffer
    }
    return (buffers[0], buffers[1], buffers[2])
  }

  /// The three figures that Keras's float32 gives for saturated and perfect answers.
  @Test(arguments: [(1, 0, 15.942385), (0, 1, 16.118095), (1, 1, 1.19e-7), (0, 0, 1.0e-7)])
  func binaryCrossentropyIsClippedAsKerasDoes(p: Float, y: Float, expected: Double) {
    let (rows, targets, gradient) = rows([p], [y])
    var loss: Float = 0
    computeLosses(
      .binaryCrossentropy, predictions: rows.all, targets: targets.all, gradient: gradient.all,
      scale: 1,
      losses: &loss)
    #expect(abs(Double(loss) - expected) <= 2e-6 * expected + 2e-8)
    #expect(gradient[0, 0] == 0)
    #expect(gradient.paddingIsZero)
  }

  /// Predictions and targets of a loss, the latter as distributions too.
  private struct Rows {
    let p: PanelBuffer
    let y: PanelBuffer
    let distributions: [[Double]]

    init(_ loss: RowLoss, rows: Int, columns: Int) {
      var random = SplitMix64(seed: 4)
      let p = PanelBuffer(rows: rows, columns: columns)
      let y = PanelBuffer(rows: rows, columns: loss.isSparse ? 1 : columns)
      distributions = (0..<rows).map { row in
        let range = loss.takesLogits ? -8...8.0 : 0.01...0.99
        for column in 0..<columns { p[row, column] = Float(random.nextUniform(in: range)) }
        let label = random.nextIndex(below: columns)
        if loss.isSparse { y[row, 0] = Float(label) }
        return (0..<columns).map { column in
          if loss.isSparse { return column == label ? 1 : 0 }
          y[row, column] = Float(random.nextUnit())
          return Double(y[row, column])
        }
      }
      (self.p, self.y) = (p, y)
    }

    func reference(_ loss: RowLoss, _ row: Int) -> LossReference {
      LossReference(loss, (0..<p.columns).map { Double(p[row, $0]) }, distributions[row])
    }
  }

  @Test(arguments: RowLoss.allCases, 1...(3 * lanes + 1))
  func lossesAndGradientsMatchTheirFormulas(loss: RowLoss, columns: Int) {
    for rows in [1, 3] {
      let data = Rows(loss, rows: rows, columns: columns)
      // What a sigmoid leaves in the padding lanes must not count.
      let p = data.p.copy()
      for lane in columns..<panelCount(columns) * lanes {
        for row in 0..<rows { p[row, lane] = 0.5 }
      }
      let g = PanelBuffer(rows: rows, columns: columns)
      for index in 0..<g.floatCount { g.base[index] = .nan }
      var losses = [Float](repeating: -1, count: rows + 1), again = losses
      computeLosses(
        loss, predictions: p.all, targets: data.y.all, gradient: g.all, scale: 0.25,
        losses: &losses)
      for row in 0..<rows {
        let exact = data.reference(loss, row)
        // Sums over the columns twice, and some 40 roundings of logits up to 16 apart.
        let bound = gamma(2 * columns + 40)
        #expect(abs(Double(losses[row]) - exact.value) <= bound * exact.valueSize)
        for column in 0..<columns {
          #expect(
            abs(Double(g[row, column]) - exact.gradient[column] / 4)
              <= bound * exact.gradientSizes[column])
        }
      }
      #expect(losses[rows] == -1)
      #expect(g.paddingIsZero)
      computeLosses(
        loss, predictions: p.all, targets: data.y.all, gradient: nil, scale: 0.25, losses: &again)
      #expect(again == losses)
    }
  }

  /// The slopes above are those of the losses above.
  @Test(arguments: RowLoss.allCases)
  func gradientsAreFiniteDifferences(of loss: RowLoss) {
    let data = Rows(loss, rows: 4, columns: 5), h = 1e-5
    for row in 0..<4 {
      let p = (0..<5).map { Double(data.p[row, $0]) }
      let slope = data.reference(loss, row).gradient
      for column in 0..<5 {
        func value(_ step: Double) -> Double {
          var p = p
          p[column] += step
          return LossReference(loss, p, data.distributions[row]).value
        }
        // h² times a sixth of a third derivative: at most 2/p³ or 2/(1 − p)³.
        let error = abs((value(h) - value(-h)) / (2 * h) - slope[column])
        #expect(
          error <= 1e-8 + h * h / (loss.takesLogits ? 1 : pow(min(p[column], 1 - p[column]), 3)))
      }
    }
  }

  /// A single NaN makes its row's loss NaN, wherever it stands, and no other row's.
  @Test(arguments: RowLoss.allCases, [1, lanes - 1, lanes, 2 * lanes + 3])
  func notANumberReachesTheLoss(loss: RowLoss, columns: Int) {
    let clean = Rows(loss, rows: 3, columns: columns)
    for column in 0..<columns {
      for isTarget in [false, true] where !(isTarget && loss.isSparse && column > 0) {
        let p = clean.p.copy(), y = clean.y.copy(), g = PanelBuffer(rows: 3, columns: columns)
        if isTarget { y[1, column] = .nan } else { p[1, column] = .nan }
        var losses = [Float](repeating: 0, count: 3)
        computeLosses(
          loss, predictions: p.all, targets: y.all, gradient: g.all, scale: 1, losses: &losses)
        #expect(losses.map(\.isNaN) == [false, true, false])
        #expect(g.paddingIsZero)
      }
    }
  }

  /// Saturated logits keep their slope and a finite loss; class numbers that no class has count as zeros.
  @Test func extremesAreThoseOfKeras() {
    func loss(_ loss: RowLoss, _ p: [Float], _ y: [Float]) -> (loss: Float, gradient: [Float]) {
      let (p, y, g) = rows(p, y)
      var value: Float = -1
      computeLosses(
        loss, predictions: p.all, targets: y.all, gradient: g.all, scale: 1, losses: &value)
      return (value, (0..<p.columns).map { g[0, $0] })
    }
    #expect(loss(.binaryCrossentropyOfLogits, [1e30], [0]) == (1e30, [1]))
    #expect(loss(.binaryCrossentropyOfLogits, [-1e30], [1]) == (1e30, [-1]))
    #expect(loss(.binaryCrossentropyOfLogits, [1e30], [1]) == (0, [0]))
    #expect(loss(.binaryCrossentropyOfLogits, [.infinity], [1]).loss.isNaN)  // ∞ · 0 in Keras too
    #expect(loss(.sparseCategoricalCrossentropyOfLogits, [1e30, 0], [1]) == (1e30, [1, -1]))
    #expect(loss(.sparseCategoricalCrossentropyOfLogits, [-.infinity, 0], [1]).loss.isNaN)
    #expect(loss(.sparseCategoricalCrossentropyOfLogits, [1, 2], [2]) == (0, [0, 0]))
    #expect(loss(.sparseCategoricalCrossentropy, [0.5, 0.5], [-1]) == (0, [0, 0]))
  }

  @Test(arguments: [1, lanes, lanes + 1])
  func squaredErrorLeavesPaddingOut(columns: Int) {
    let (p, y, g) = rows(
      [Float](repeating: 3, count: columns), [Float](repeating: 1, count: columns))
    // What a sigmoid leaves in the padding lanes must not count.
    for lane in columns..<panelCount(columns) * lanes { p[0, lane] = 0.5 }
    var loss: Float = 0
    computeLosses(
      .squaredError, predictions: p.all, targets: y.all, gradient: g.all, scale: 0.5, losses: &loss)
    #expect(loss == Float(4 * columns))
    #expect((0..<columns).allSatisfy { g[0, $0] == 2 })
    #expect(g.paddingIsZero)
  }

  @Test func accuracyFollowsTheShapes() {
    func score(_ p: [Float], _ y: [Float]) -> Float {
      let (predictions, targets, _) = rows(p, y)
      var match: Float = -1
      accuracies(predictions: predictions.all, targets: targets.all, matches: &match)
      return match
    }
    #expect(score([0.5], [0]) == 1)  // exactly one half counts as 0
    #expect(score([0.51], [1]) == 1)
    #expect(score([0.51], [0.7]) == 0)  // a fraction never matches
    #expect(score([0.2, 0.4, 0.4], [0, 1, 0]) == 1)  // the first on ties
    #expect(score([0.2, 0.4, 0.4], [0, 0, 1]) == 0)
    #expect(score([0.2, 0.4, 0.1], [1]) == 1)  // the class's number
  }
}
