import Foundation
import Kernels
import Randomness
import TestSupport
import Testing

/// Vector functions through their kernels, over all of float's exponents, against libm in Double.
@Suite struct ActivationTests {
  /// Every exponent, both signs, several mantissas: the first, the last, and some between.
  private static let sweep: [Float] = {
    var values: [Float] = [0, -0.0, .infinity, -.infinity]
    for exponent in 0..<UInt32(255) {
      for mantissa in stride(from: UInt32(0), to: 0x7F_FFFF, by: 0x01_2345) {
        values.append(Float(bitPattern: exponent << 23 | mantissa))
        values.append(-Float(bitPattern: exponent << 23 | mantissa))
      }
    }
    return values
  }()

  private func worst(
    of activation: ElementwiseActivation, _ exact: (Double) -> Double
  ) -> (ulps: Double, at: Float) {
    let count = (Self.sweep.count + lanes - 1) / lanes * lanes
    var values = Self.sweep + [Float](repeating: 0, count: count - Self.sweep.count)
    applyActivation(activation, to: &values, count: count)
    var worst = (ulps: 0.0, at: Float(0))
    for (x, y) in zip(Self.sweep, values) {
      let ulps = ulpsApart(y, from: exact(Double(x)))
      if ulps > worst.ulps { worst = (ulps, x) }
    }
    return worst
  }

  @Test func logisticIsWithinFourUlps() {
    let worst = worst(of: .sigmoid) { 1 / (1 + exp(-$0)) }
    #expect(worst.ulps <= 4, "at \(worst.at)")
  }

  @Test func tanhIsWithinThreeUlps() {
    let worst = worst(of: .tanh) { Foundation.tanh($0) }
    #expect(worst.ulps <= 3, "at \(worst.at)")
  }

  @Test func reluIsExact() {
    #expect(worst(of: .relu) { max($0, 0) }.ulps == 0)
  }

  /// Softmax of (x, 0) is eˣ / (eˣ + 1) for x ≤ 0: the exponential, seen through one division.
  @Test func exponentialIsWithinTwoUlps() {
    let row = PanelBuffer(rows: 1, columns: 2)
    for x in Self.sweep where x <= 0 {
      row[0, 0] = x
      row[0, 1] = 0
      applySoftmax(to: row.all)
      let exact = exp(Double(x)) / (exp(Double(x)) + 1)
      // 2 of the exponential, and half a unit each of the sum and the quotient, doubled where the
      // quotient has the next lower exponent.
      #expect(ulpsApart(row[0, 0], from: exact) <= 4, "at \(x)")
    }
  }

  @Test func notANumberStaysOne() {
    for activation in [ElementwiseActivation.relu, .sigmoid, .tanh] {
      var values = [Float](repeating: .nan, count: lanes)
      applyActivation(activation, to: &values, count: lanes)
      #expect(values.allSatisfy { $0.isNaN }, "\(activation)")
    }
  }

  @Test(arguments: [1, 2, lanes - 1, lanes, lanes + 1, 3 * lanes])
  func softmaxSumsToOneAndLeavesPaddingZero(columns: Int) {
    var random = SplitMix64(seed: 3)
    let row = PanelBuffer.random(rows: 1, columns: columns, using: &random)
    let exponentials = (0..<columns).map { exp(Double(row[0, $0])) }
    let total = exponentials.reduce(0, +)
    applySoftmax(to: row.all)
    for column in 0..<columns {
      let exact = exponentials[column] / total
      #expect(abs(Double(row[0, column]) - exact) <= gamma(columns + 6) * exact)
    }
    #expect(row.paddingIsZero)
  }

  @Test func derivativesComeFromOutputs() {
    let a: [Float] = [-0.5, 0, 0.25, 1]
    let expected: [(ElementwiseActivation, (Float) -> Float)] = [
      (.linear, { _ in 1 }), (.relu, { $0 > 0 ? 1 : 0 }), (.sigmoid, { $0 * (1 - $0) }),
      (.tanh, { 1 - $0 * $0 }),
    ]
    for (activation, derivative) in expected {
      let outputs = (0..<lanes).map { a[$0 % a.count] }
      var gradient = [Float](repeating: 3, count: lanes)
      multiplyByDerivative(
        of: activation, outputs: outputs, gradient: &gradient, count: lanes)
      for (g, a) in zip(gradient, outputs) { #expect(g == 3 * derivative(a)) }
    }
  }
}
