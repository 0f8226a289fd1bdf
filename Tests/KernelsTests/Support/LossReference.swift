import Foundation
import Kernels

/// The loss of one row as its definition has it, in Double, with its slope and what kernels may be off.
struct LossReference {
  let value: Double
  let gradient: [Double]
  /// What errors of the value and of the gradient are relative to: sizes of all terms added up.
  let valueSize: Double
  let gradientSizes: [Double]

  /// - Parameter y: a distribution, also for sparse losses.
  init(_ loss: RowLoss, _ p: [Double], _ y: [Double]) {
    switch loss {
    case .squaredError:
      self.init(zip(p, y).map { ($0 - $1) * ($0 - $1) }, zip(p, y).map { 2 * ($0 - $1) })
    case .binaryCrossentropy:
      self.init(
        zip(p, y).map { -$1 * log(Self.clip($0)) - (1 - $1) * log(1 - Self.clip($0)) },
        zip(p, y).map { Self.clip($0) == $0 ? (1 - $1) / (1 - $0) - $1 / $0 : 0 })
    case .binaryCrossentropyOfLogits:
      self.init(
        zip(p, y).map { $1 * Self.softplus(-$0) + (1 - $1) * Self.softplus($0) },
        zip(p, y).map { Self.logistic($0) * (1 - $1) - $1 * Self.logistic(-$0) })
    case .categoricalCrossentropy, .sparseCategoricalCrossentropy:
      let total = p.reduce(0, +), q = p.map { $0 / total }
      let slopes = zip(q, y).map { Self.clip($0) == $0 ? $1 / $0 : 0 }
      let inner = zip(slopes, q).reduce(0) { $0 + $1.0 * $1.1 }
      self.init(
        zip(q, y).map { -$1 * log(Self.clip($0)) }, slopes.map { (inner - $0) / total },
        gradientSizes: slopes.map { ($0 + inner) / total })
    case .categoricalCrossentropyOfLogits, .sparseCategoricalCrossentropyOfLogits:
      let largest = p.max() ?? 0, powers = p.map { exp($0 - largest) }
      let power = powers.reduce(0, +), weight = y.reduce(0, +)
      self.init(
        zip(p, y).map { $1 * (largest + log(power) - $0) },
        zip(powers, y).map { $0 / power * weight - $1 },
        gradientSizes: zip(powers, y).map { $0 / power * weight + $1 })
    }
  }

  private init(_ terms: [Double], _ gradient: [Double], gradientSizes: [Double]? = nil) {
    value = terms.reduce(0, +)
    self.gradient = gradient
    // Beside its own size a term has that of the roundings inside its logarithm.
    valueSize = terms.reduce(0) { $0 + abs($1) + 1 }
    self.gradientSizes = gradientSizes ?? gradient.map { abs($0) + 1 }
  }

  private static func clip(_ p: Double) -> Double { min(max(p, 1e-7), Double(1 - Float(1e-7))) }
  private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}

extension RowLoss {
  /// Whether the predictions are any numbers, not probabilities.
  var takesLogits: Bool {
    switch self {
    case .squaredError, .binaryCrossentropyOfLogits, .categoricalCrossentropyOfLogits,
      .sparseCategoricalCrossentropyOfLogits:
      true
    default: false
    }
  }
}
