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
    binaryCrossentropies(
      predictions: rows.all, targets: targets.all, gradient: gradient.all, scale: 1,
      losses: &loss)
    #expect(abs(Double(loss) - expected) <= 2e-6 * expected + 2e-8)
    #expect(gradient[0, 0] == 0)
    #expect(gradient.paddingIsZero)
  }

  @Test(arguments: [1, 3, lanes, lanes + 1, 2 * lanes + 3])
  func categoricalCrossentropyMatchesItsFormula(columns: Int) {
    var random = SplitMix64(seed: 4)
    let predictions = (0..<columns).map { _ in Float(random.nextUniform(in: 0.01...1)) }
    let targets = (0..<columns).map { _ in Float(random.nextUniform(in: 0...1)) }
    let (p, y, g) = rows(predictions, targets)
    var loss: Float = 0
    categoricalCrossentropies(
      predictions: p.all, targets: y.all, gradient: g.all, scale: 1, losses: &loss)
    let sum = predictions.reduce(0.0) { $0 + Double($1) }
    let exact = zip(predictions, targets).reduce(0.0) {
      $0 - Double($1.1) * log(min(max(Double($1.0) / sum, 1e-7), 1 - 1e-7))
    }
    #expect(abs(Double(loss) - exact) <= gamma(columns + 16) * max(exact, 1))
    #expect(g.paddingIsZero)
  }

  @Test(arguments: [1, 3, 4, 5, 8, 9, 24], [1, lanes, 2 * lanes + 3])
  func squaredErrorsOfManyRowsMatchTheirFormula(rows: Int, columns: Int) {
    var random = SplitMix64(seed: 6)
    let p = PanelBuffer.random(rows: rows, columns: columns, using: &random)
    let y = PanelBuffer.random(rows: rows, columns: columns, using: &random)
    let g = PanelBuffer(rows: rows, columns: columns)
    for index in 0..<g.floatCount { g.base[index] = .nan }
    var losses = [Float](repeating: -1, count: rows + 1)
    squaredErrors(
      predictions: p.all, targets: y.all, gradient: g.all, scale: 0.25, losses: &losses)
    for row in 0..<rows {
      let errors = (0..<columns).map { Double(p[row, $0]) - Double(y[row, $0]) }
      let exact = errors.reduce(0) { $0 + $1 * $1 }
      #expect(abs(Double(losses[row]) - exact) <= gamma(columns + 3) * exact)
      for column in 0..<columns {
        #expect(abs(Double(g[row, column]) - 0.5 * errors[column]) <= gamma(2) * 2)
      }
    }
    #expect(losses[rows] == -1)
    #expect(g.paddingIsZero)
  }

  @Test(arguments: [1, lanes, lanes + 1])
  func squaredErrorLeavesPaddingOut(columns: Int) {
    let (p, y, g) = rows(
      [Float](repeating: 3, count: columns), [Float](repeating: 1, count: columns))
    // What a sigmoid leaves in the padding lanes must not count.
    for lane in columns..<panelCount(columns) * lanes { p[0, lane] = 0.5 }
    var loss: Float = 0
    squaredErrors(
      predictions: p.all, targets: y.all, gradient: g.all, scale: 0.5, losses: &loss)
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
