import Foundation
import Networks

extension Activation {
  /// The function of rows of so many columns.
  func reference(_ x: [Double], columns: Int) -> [Double] {
    guard self == .softmax else { return x.map(reference) }
    return stride(from: 0, to: x.count, by: columns).flatMap { first in
      let row = x[first..<first + columns], largest = row.max()!
      let powers = row.map { exp($0 - largest) }, sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  private func reference(_ x: Double) -> Double {
    switch self {
    case .linear: x
    case .relu, .relu6, .leakyReLU, .boundedReLU, .elu, .selu: rectified(x)
    case .hardSilu, .hardSigmoid, .hardSigmoidOfKeras2, .hardTanh: piecewise(x)
    case .gelu(let isApproximate): Self.gelu(x, isApproximate: isApproximate)
    case .silu: x * Self.sigmoid(x)
    case .mish: x * Foundation.tanh(log1p(exp(x)))
    case .sigmoid: Self.sigmoid(x)
    case .logSigmoid: -log1p(exp(-x))
    case .tanh: Foundation.tanh(x)
    case .tanhShrink: x - Foundation.tanh(x)
    case .softplus: log1p(exp(x))
    case .softsign: x / (1 + abs(x))
    case .exponential: exp(x)
    case .squareplus: (x + (x * x + 4).squareRoot()) / 2
    default: preconditionFailure("no reference for \(name)")
    }
  }

  private func rectified(_ x: Double) -> Double {
    switch self {
    case .relu: max(x, 0)
    case .relu6: min(max(x, 0), 6)
    case .leakyReLU(let slope): x < 0 ? slope * x : x
    case .boundedReLU(let maximum, let slope, let threshold):
      x < threshold ? slope * (x - threshold) : min(x, maximum)
    case .elu(let alpha): x < 0 ? alpha * expm1(x) : x
    default: 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * expm1(x) : x)
    }
  }

  private func piecewise(_ x: Double) -> Double {
    switch self {
    case .hardSilu: x * min(max(x + 3, 0), 6) / 6
    case .hardSigmoid: min(max(x + 3, 0), 6) / 6
    case .hardSigmoidOfKeras2: min(max(0.2 * x + 0.5, 0), 1)
    default: min(max(x, -1), 1)
    }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private static func gelu(_ x: Double, isApproximate: Bool) -> Double {
    isApproximate
      ? x / 2 * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
      : x / 2 * (1 + erf(x / 2.0.squareRoot()))
  }
}

// Layers that are nothing but a function.

extension ActivationLayer: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    call.map { activation.reference($0, columns: call.columns) }
  }
}

extension ReLU: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let function = Activation.boundedReLU(
      maximum: maximum ?? .infinity, negativeSlope: negativeSlope, threshold: threshold)
    return call.map { function.reference($0, columns: call.columns) }
  }
}

extension LeakyReLU: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let function = Activation.leakyReLU(negativeSlope: negativeSlope)
    return call.map { function.reference($0, columns: call.columns) }
  }
}

extension ELU: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    call.map { Activation.elu(alpha: alpha).reference($0, columns: call.columns) }
  }
}

extension Softmax: ReferenceLayer {
  /// Elements that differ in the layer's axes alone are normalized together.
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let shape = call.inputShape
    let own = Set(axes.map { $0 < 0 ? $0 + shape.count : $0 - 1 })
    let groups = (0..<shape.reduce(1, *)).map { element in
      var rest = element, group = 0, stride = 1
      for axis in shape.indices.reversed() {
        if !own.contains(axis) { group += rest % shape[axis] * stride }
        (rest, stride) = (rest / shape[axis], stride * shape[axis])
      }
      return group
    }
    return call.map { x in
      var sums: [Int: Double] = [:]
      for (x, group) in zip(x, groups) { sums[group, default: 0] += exp(x) }
      return zip(x, groups).map { exp($0) / sums[$1]! }
    }
  }
}
