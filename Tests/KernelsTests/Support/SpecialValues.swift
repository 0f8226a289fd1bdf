import Foundation
import Kernels

/// Numbers that a clip, a comparison, an exponent taken from bits or a maximum may lose.
let specialValues: [Float] = [
  .nan, -.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
  .leastNormalMagnitude, -.leastNonzeroMagnitude, 0, -0.0,
]

/// Whether a product and a sum are rounded once. Where they are not, a product may be infinite that another
/// one would have taken back.
var fusesProducts: Bool {
  #if arch(x86_64)
    lanes > 4
  #else
    true
  #endif
}

/// A number as float32 holds it: what is too large becomes infinite.
func f32(_ number: Double) -> Double { Double(Float(number)) }

/// Whether a kernel's number is the true one, up to roundings, also those that take the largest number
/// to infinity; NaN only agrees with NaN.
func agrees(_ value: Float, with exact: Double) -> Bool {
  let exact = f32(exact)
  if value.isNaN || exact.isNaN { return value.isNaN && exact.isNaN }
  if value.isFinite && exact.isFinite {
    return abs(Double(value) - exact) <= 1e-5 * max(1, abs(exact))
  }
  let leastOfBoth = min(abs(Double(value)), abs(exact))
  return leastOfBoth > (1 - 1e-5) * Double(Float.greatestFiniteMagnitude)
    && (value > 0) == (exact > 0)
}

/// A kernel that makes each element from those at the same place, and its formula.
struct ElementKernel: Sendable, CustomStringConvertible {
  let description: String
  /// The arrays that may hold special values, the last of all that it takes.
  let operands: Range<Int>
  /// Works on arrays in place.
  let run: @Sendable (inout [[Float]]) -> Void
  /// What one element of each array becomes.
  let formula: @Sendable ([Double]) -> [Double]

  static func activation(_ function: ActivationCase) -> ElementKernel {
    ElementKernel(
      description: "\(function)", operands: 0..<1,
      run: { applyActivation(function.activation, to: &$0[0], count: $0[0].count) },
      formula: { [$0[0].isNaN ? .nan : function.value($0[0])] })
  }

  /// The gradient is special, and the input an ordinary number.
  static func derivative(_ function: ActivationCase) -> ElementKernel {
    ElementKernel(
      description: "derivative of \(function) by inputs", operands: 1..<2,
      run: { arrays in
        multiplyByDerivative(
          of: function.activation, inputs: arrays[0], gradient: &arrays[1], count: arrays[0].count)
      }, formula: { [$0[0], $0[1] * function.derivative($0[0])] })
  }

  /// The formula takes an activation's output and the gradient.
  static func derivative(
    _ activation: ElementwiseActivation,
    _ function: @escaping @Sendable (Double, Double) -> Double
  ) -> ElementKernel {
    ElementKernel(
      description: "derivative of \(activation)", operands: 0..<2,
      run: { arrays in
        multiplyByDerivative(
          of: activation, outputs: arrays[0], gradient: &arrays[1], count: arrays[0].count)
      }, formula: { [$0[0], function($0[0], $0[1])] })
  }

  /// The formula takes a weight, its gradient and two moments, and gives the first and the moments.
  static func update(
    _ name: String, _ settings: [String: Double], rate: Double,
    _ function: @escaping @Sendable (Double, Double, Double, Double) -> (Double, Double, Double)
  ) -> ElementKernel {
    ElementKernel(
      description: "\(name) \(settings)", operands: 0..<4,
      run: { arrays in
        var (w, m, v) = (arrays[0], arrays[2], arrays[3]), mean = v
        OptimizerRule.nextStep(name, settings, rate: rate).update(
          &w, gradient: arrays[1], first: &m, second: &v, third: &mean, count: w.count)
        arrays = [w, arrays[1], m, v]
      },
      formula: { numbers in
        let (w, m, v) = function(numbers[0], numbers[1], numbers[2], numbers[3])
        return [w, numbers[1], m, v]
      })
  }

  /// The formula takes a weight and gives the penalty's slope.
  static func penalty(
    l1: Float, l2: Float, _ slope: @escaping @Sendable (Double) -> Double
  ) -> ElementKernel {
    ElementKernel(
      description: "penalty \(l1), \(l2)", operands: 0..<2,
      run: { arrays in
        _ = addPenalty(
          l1: l1, l2: l2, weights: arrays[0], gradient: &arrays[1], count: arrays[0].count)
      }, formula: { [$0[0], f32($0[1] + slope($0[0]))] })
  }

  static func clipping(to limit: Float) -> ElementKernel {
    ElementKernel(
      description: "clipping to \(limit)", operands: 0..<1,
      run: { clipGradient(&$0[0], to: limit, count: $0[0].count) },
      formula: { [$0[0].isNaN ? .nan : min(max($0[0], -Double(limit)), Double(limit))] })
  }
}

extension OptimizerRule {
  /// The rule of that optimizer, in its first step.
  static func nextStep(
    _ name: String, _ settings: [String: Double], rate: Double
  ) -> OptimizerRule {
    guard let rule = named(name, settings: settings) else { fatalError("no optimizer \(name)") }
    rule.next(rate: rate)
    return rule
  }
}
