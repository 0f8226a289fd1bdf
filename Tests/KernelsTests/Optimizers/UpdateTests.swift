import Kernels
import Randomness
import TestSupport
import Testing

@Suite struct UpdateTests {
  private let count = 3 * lanes

  private func numbers(_ seed: UInt64, _ range: ClosedRange<Double> = -1...1) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(random.nextUniform(in: range)) }
  }

  /// The vectors after one update, and what the formula in Double makes of the same ones.
  private func check(
    _ step: OptimizerStep, roundings: Int,
    _ formula: (_ w: Double, _ g: Double, _ m: Double, _ v: Double) -> (Double, Double, Double)
  ) {
    var w = numbers(1), m = numbers(3), v = numbers(4, 0...1)
    let g = numbers(2)
    let (w0, m0, v0) = (w, m, v)
    updateWeights(&w, gradient: g, first: &m, second: &v, count: count, by: step)
    for i in 0..<count {
      let exact = formula(Double(w0[i]), Double(g[i]), Double(m0[i]), Double(v0[i]))
      let bound = gamma(roundings) * 4
      #expect(abs(Double(w[i]) - exact.0) <= bound)
      #expect(abs(Double(m[i]) - exact.1) <= bound)
      #expect(abs(Double(v[i]) - exact.2) <= bound)
    }
  }

  @Test func gradientDescent() {
    check(.sgd(rate: 0.25), roundings: 2) { w, g, m, v in (w - 0.25 * g, m, v) }
  }

  @Test func momentum() {
    check(.momentum(rate: 0.25, momentum: 0.5, isNesterov: false), roundings: 4) { w, g, m, v in
      let moved = 0.5 * m - 0.25 * g
      return (w + moved, moved, v)
    }
  }

  @Test func nesterov() {
    check(.momentum(rate: 0.25, momentum: 0.5, isNesterov: true), roundings: 6) { w, g, m, v in
      let moved = 0.5 * m - 0.25 * g
      return (w + 0.5 * moved - 0.25 * g, moved, v)
    }
  }

  @Test func adam() {
    let step = OptimizerStep.adam(
      rate: 0.125, oneMinusBeta1: 0.125, oneMinusBeta2: 0.25, epsilon: 0.0625)
    check(step, roundings: 12) { w, g, m, v in
      let m = m + (g - m) * 0.125, v = v + (g * g - v) * 0.25
      return (w - 0.125 * m / (v.squareRoot() + 0.0625), m, v)
    }
  }

  @Test func penaltyAndItsSlope() {
    var w = numbers(5), g = numbers(6)
    w[0] = 0
    w[1] = -0.0
    let before = g
    let total = addPenalty(l1: 0.5, l2: 0.25, weights: w, gradient: &g, count: count)
    let exact = w.reduce(0.0) { $0 + 0.5 * Double(abs($1)) + 0.25 * Double($1) * Double($1) }
    #expect(abs(Double(total) - exact) <= gamma(count + 4) * exact)
    #expect(
      abs(penalty(l1: 0.5, l2: 0.25, weights: w, count: count) - exact) <= 1e-12 * exact)
    for i in 0..<count {
      let sign = w[i] == 0 ? 0 : (w[i] > 0 ? 0.5 : -0.5)
      #expect(
        abs(Double(g[i]) - (Double(before[i]) + sign + 0.5 * Double(w[i]))) <= gamma(3) * 3)
    }
  }

  @Test(arguments: 1...lanes, [1, lanes - 1, lanes])
  func transposesEverySquare(rows: Int, columns: Int) {
    let source = (0..<lanes * lanes).map { Float($0 + 1) }
    var target = [Float](repeating: 0, count: lanes * lanes)
    transposeSquare(from: source, rows: rows, columns: columns, to: &target)
    for row in 0..<lanes {
      for column in 0..<lanes {
        let isInside = row < rows && column < columns
        #expect(
          target[column * lanes + row] == (isInside ? source[row * lanes + column] : 0))
      }
    }
  }

  @Test(arguments: 1...(2 * lanes + 1))
  func packingIsUndoneByUnpacking(columns: Int) {
    let source = (0..<columns).map { Float($0 + 1) }
    let matrix = PanelBuffer(rows: 3, columns: columns)
    for index in 0..<matrix.floatCount { matrix.base[index] = -1 }
    packRow(
      source, columns: columns, into: matrix.base + lanes, panelStride: matrix.panelStride)
    var back = [Float](repeating: 0, count: columns)
    unpackRow(
      matrix.base + lanes, panelStride: matrix.panelStride, columns: columns, into: &back)
    #expect(back == source)
    #expect(matrix[0, 0] == -1 && matrix[2, 0] == -1)
    for column in columns..<panelCount(columns) * lanes { #expect(matrix[1, column] == 0) }
  }
}
