import Foundation
import Kernels

/// An activation as its definition has it, in Double, and what its kernels may be off.
struct ActivationCase: CustomStringConvertible {
  let activation: ElementwiseActivation
  let value: @Sendable (Double) -> Double
  let derivative: @Sendable (Double) -> Double
  /// The relative error of a value, in units of 2⁻²⁴.
  let error: @Sendable (Double) -> Double
  /// Where the function has corners.
  let corners: [Double]

  var description: String { "\(activation)" }

  init(
    _ activation: ElementwiseActivation, corners: [Double] = [],
    error: @escaping @Sendable (Double) -> Double = { _ in 0 },
    _ value: @escaping @Sendable (Double) -> Double,
    _ derivative: @escaping @Sendable (Double) -> Double
  ) {
    self.activation = activation
    self.corners = corners
    self.error = error
    self.value = value
    self.derivative = derivative
  }

  /// All activations but softmax. Errors of compositions add up those of their parts: 4 units for the
  /// exponential (2 ulp), 8 for the logistic function, 6 for tanh, 1 for every operation.
  static let all: [ActivationCase] = rectifiers + sigmoids + gatedUnits

  private static let rectifiers: [ActivationCase] = [
    ActivationCase(.linear, { $0 }, { _ in 1 }),
    ActivationCase(.relu, corners: [0], { $0 > 0 ? $0 : 0 }, { $0 > 0 ? 1 : 0 }),
    ActivationCase(
      .relu6, corners: [0, 6], { min(max($0, 0), 6) }, { $0 > 0 && $0 < 6 ? 1 : 0 }),
    rectifier(maximum: .infinity, slope: 0, threshold: 0),
    rectifier(maximum: 3, slope: 0.25, threshold: 1),
    rectifier(maximum: 3, slope: 0, threshold: -0.5),
    rectifier(maximum: .infinity, slope: 0.125, threshold: -0.5),
    leaky(0.25), leaky(0), leaky(-0.5),
    exponentialLinear(.elu(alpha: 1), 1, 1), exponentialLinear(.elu(alpha: 0.75), 1, 0.75),
    exponentialLinear(.elu(alpha: -0.5), 1, -0.5),
    exponentialLinear(.selu, 1.0507009873554805, 1.6732632423543772),
  ]

  private static func rectifier(
    maximum: Double, slope: Double, threshold: Double
  ) -> ActivationCase {
    let least = maximum.isFinite ? 0 : -Double.infinity
    return ActivationCase(
      .rectifier(
        maximum: Float(maximum), negativeSlope: Float(slope), threshold: Float(threshold)),
      corners: [threshold, 0, maximum], error: { _ in 2 },
      { x in
        if x > threshold { return min(max(x, least), maximum) }
        return slope == 0 ? 0 : slope * (x - threshold)
      },
      { x in
        if x > threshold { return x >= least && x <= maximum ? 1 : 0 }
        return x < threshold ? slope : 0
      })
  }

  private static func leaky(_ slope: Double) -> ActivationCase {
    ActivationCase(
      .leakyReLU(slope: Float(slope)), corners: [0], error: { _ in 1 },
      { $0 < 0 ? slope * $0 : $0 }, { $0 < 0 ? slope : 1 })
  }

  private static func exponentialLinear(
    _ activation: ElementwiseActivation, _ scale: Double, _ alpha: Double
  ) -> ActivationCase {
    ActivationCase(
      activation, corners: [0], error: { _ in 8 },
      { scale * ($0 > 0 ? $0 : alpha * expm1($0)) },
      { scale * ($0 > 0 ? 1 : alpha * exp($0)) })
  }

  private static let sigmoids: [ActivationCase] = [
    ActivationCase(.sigmoid, error: { _ in 8 }, logistic, { logistic($0) * logistic(-$0) }),
    ActivationCase(.tanh, error: { _ in 6 }, { tanh($0) }, { 1 - tanh($0) * tanh($0) }),
    ActivationCase(
      .hardSigmoid, corners: [-3, 3], error: { _ in 2 }, hardSigmoid,
      { $0 > -3 && $0 < 3 ? 1 / 6 : 0 }),
    ActivationCase(
      .legacyHardSigmoid, corners: [-2.5, 2.5],
      // The sum of 0.2·x and 0.5 cancels towards −2.5.
      error: { 3 / max(0.2 * $0 + 0.5, 1e-9) }, { min(max(0.2 * $0 + 0.5, 0), 1) },
      { abs($0) < 2.5 ? 0.2 : 0 }),
    ActivationCase(
      .hardTanh, corners: [-1, 1], { min(max($0, -1), 1) }, { abs($0) <= 1 ? 1 : 0 }),
    ActivationCase(
      .softsign, error: { _ in 2 }, { $0 / (1 + abs($0)) }, { 1 / ((1 + abs($0)) * (1 + abs($0))) }),
    ActivationCase(.exponential, error: { _ in 4 }, { exp($0) }, { exp($0) }),
    ActivationCase(.softplus, error: { _ in 8 }, softplus, logistic),
    ActivationCase(.logSigmoid, error: { _ in 8 }, { -softplus(-$0) }, { logistic(-$0) }),
    ActivationCase(
      .squareplus, error: { _ in 5 },
      { $0 < 0 ? 2 / (($0 * $0 + 4).squareRoot() - $0) : ($0 + ($0 * $0 + 4).squareRoot()) / 2 },
      { 0.5 + 0.5 * $0 / ($0 * $0 + 4).squareRoot() }),
  ]

  private static let gatedUnits: [ActivationCase] = [
    ActivationCase(
      .gelu, error: { 14 + $0 * $0 / 2 }, { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) },
      {
        0.5 * erfc(-$0 / 2.0.squareRoot())
          + $0 * exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot()
      }),
    ActivationCase(
      .approximateGELU, error: { 10 + 5 * abs(doubled($0)) }, { $0 * logistic(doubled($0)) },
      {
        let s = logistic(doubled($0)), slope = (1 + 3 * 0.044715 * $0 * $0)
        return s + $0 * s * logistic(-doubled($0)) * slope * (8 / Double.pi).squareRoot()
      }),
    ActivationCase(
      .silu, error: { _ in 9 }, { $0 * logistic($0) },
      { logistic($0) * (1 + $0 * logistic(-$0)) }),
    ActivationCase(
      .hardSilu, corners: [-3, 3], error: { _ in 3 }, { $0 * hardSigmoid($0) },
      { hardSigmoid($0) + ($0 > -3 && $0 < 3 ? $0 / 6 : 0) }),
    ActivationCase(
      .mish, error: { _ in 14 }, { $0 * tanh(softplus($0)) },
      {
        let t = tanh(softplus($0))
        return t + $0 * logistic($0) * (1 - t * t)
      }),
    // An absolute error of 3 ulp of the hyperbolic tangent, as in Keras.
    ActivationCase(
      .tanhShrink, error: { 1 + 6 * abs(tanh($0)) / max(abs($0 - tanh($0)), 1e-300) },
      { $0 - tanh($0) }, { tanh($0) * tanh($0) }),
  ]

  private static let logistic: @Sendable (Double) -> Double = { 1 / (1 + exp(-$0)) }
  private static let softplus: @Sendable (Double) -> Double = { max($0, 0) + log1p(exp(-abs($0))) }
  private static let hardSigmoid: @Sendable (Double) -> Double = { min(max($0 + 3, 0), 6) / 6 }
  /// Twice the argument of the tanh in the approximate GELU.
  private static let doubled: @Sendable (Double) -> Double = {
    (8 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)
  }
}
