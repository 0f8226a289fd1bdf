import Foundation
import Kernels
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

  @Test(arguments: ActivationCase.all)
  func valuesAreWithinTheirBound(of function: ActivationCase) {
    let count = (Self.sweep.count + lanes - 1) / lanes * lanes
    let inputs = Self.sweep + [Float](repeating: 0, count: count - Self.sweep.count)
    var outputs = inputs
    applyActivation(function.activation, to: &outputs, count: count)
    let stray = zip(Self.sweep, outputs).first { x, y in
      let x = Double(x), exact = function.value(x)
      // Next to the bound, what a factor loses that is subnormal.
      let bound =
        function.error(x) * 0x1p-24 * abs(exact)
        + (abs(x) + 1) * Double(Float.leastNonzeroMagnitude)
      return !isWithin(bound, y, of: exact)
    }
    #expect(stray == nil, "\(stray.map { "\($1) at \($0)" } ?? "")")
    var others = [Float](repeating: 7, count: count + lanes)
    computeActivation(function.activation, inputs: inputs, outputs: &others, count: count)
    #expect(zip(outputs, others).allSatisfy { $0.bitPattern == $1.bitPattern })
    #expect(others[count...].allSatisfy { $0 == 7 })
  }

  /// Whether a number is that near to the exact one, where infinities and NaN have to be met.
  private func isWithin(_ bound: Double, _ value: Float, of exact: Double) -> Bool {
    let rounded = Float(exact)
    if rounded.isNaN || value.isNaN { return rounded.isNaN && value.isNaN }
    if rounded.isInfinite || value.isInfinite { return rounded == value }
    return abs(Double(value) - exact) <= bound
  }

  /// Numbers around every corner, and the whole range in which derivatives are neither 0 nor 1.
  private func arguments(of function: ActivationCase) -> [Float] {
    var arguments = (-160...160).map { Float($0) / 8 }
    for corner in function.corners where corner.isFinite {
      // Nearer to it a sum that a function makes of its argument may round to the corner itself.
      let corner = Float(corner), step = max(8 * corner.ulp, Float.leastNormalMagnitude)
      arguments += [corner, corner + step, corner - step]
    }
    return arguments + [Float](repeating: 1, count: lanes - arguments.count % lanes)
  }

  /// Every term of a derivative has a few dozen roundings at most, and a size of 1 + |x|, or that of
  /// the derivative where it grows.
  @Test(arguments: ActivationCase.all)
  func derivativesAreWithinTheirBound(of function: ActivationCase) {
    let inputs = arguments(of: function), count = inputs.count
    var gradient = [Float](repeating: 3, count: count + lanes)
    multiplyByDerivative(
      of: function.activation, inputs: inputs, gradient: &gradient, count: count)
    for (x, g) in zip(inputs, gradient[..<count]) {
      let exact = 3 * function.derivative(Double(x))
      let bound = 3 * gamma(40) * (1 + Double(abs(x)) + abs(exact))
      #expect(abs(Double(g) - exact) <= bound, "\(g) for \(exact) at \(x)")
    }
    #expect(gradient[count...].allSatisfy { $0 == 3 })
    guard function.activation.derivativeFollowsFromOutput else { return }
    var outputs = inputs, others = [Float](repeating: 3, count: count + lanes)
    applyActivation(function.activation, to: &outputs, count: count)
    multiplyByDerivative(
      of: function.activation, outputs: outputs, gradient: &others, count: count)
    #expect(others == gradient)
  }

  /// The derivatives above are those of the functions above.
  @Test(arguments: ActivationCase.all)
  func derivativesAreFiniteDifferences(of function: ActivationCase) {
    let h = 1e-5
    for x in stride(from: -8.03, to: 8, by: 0.17)
    where !function.corners.contains(where: { abs($0 - x) < 2 * h }) {
      let slope = (function.value(x + h) - function.value(x - h)) / (2 * h)
      let exact = function.derivative(x)
      // h²/6 of the third derivative, which no function has above 3 or, growing, its own size; and the
      // rounding of two values.
      #expect(abs(slope - exact) <= (h * h + 0x1p-52 / h) * (3 + abs(function.value(x))), "at \(x)")
    }
  }

  @Test(arguments: ActivationCase.all)
  func notANumberStaysOneAndDisturbsNoOther(of function: ActivationCase) {
    let count = 2 * lanes
    let numbers = (0..<count).map { Float($0) / 4 - 2 }
    var clean = numbers
    applyActivation(function.activation, to: &clean, count: count)
    for lane in 0..<count {
      var values = numbers
      values[lane] = .nan
      applyActivation(function.activation, to: &values, count: count)
      #expect(values[lane].isNaN)
      values[lane] = clean[lane]
      #expect(values == clean)
    }
  }

  @Test func derivativesTellWhatTheyFollowFrom() {
    for activation in [ElementwiseActivation.relu, .sigmoid, .tanh, .selu, .leakyReLU(slope: 0.5)] {
      #expect(activation.derivativeFollowsFromOutput, "\(activation)")
    }
    for activation in [ElementwiseActivation.gelu, .silu, .leakyReLU(slope: -0.5), .elu(alpha: -1)]
    {
      #expect(!activation.derivativeFollowsFromOutput, "\(activation)")
    }
  }
}
