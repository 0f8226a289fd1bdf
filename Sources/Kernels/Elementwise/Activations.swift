import CVector

/// The functions of one element; softmax, which needs a whole row, has kernels of its own.
public enum ElementwiseActivation: BitwiseCopyable, Sendable {
  case linear, relu, sigmoid, tanh
}

/// values = activation(values), in place.
///
/// - Shapes: `count` floats, a multiple of `lanes`.
public func applyActivation(
  _ activation: ElementwiseActivation, to values: UnsafeMutablePointer<Float>, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  switch activation {
  case .linear: break
  case .relu:
    for i in stride(from: 0, to: count, by: lanes) {
      gm_max(Vector(loading: values + i), Vector(repeating: 0)).store(to: values + i)
    }
  case .sigmoid:
    for i in stride(from: 0, to: count, by: lanes) {
      logistic(Vector(loading: values + i)).store(to: values + i)
    }
  case .tanh:
    for i in stride(from: 0, to: count, by: lanes) {
      hyperbolicTangent(Vector(loading: values + i)).store(to: values + i)
    }
  }
}

/// gradient *= activation′, in place, with the derivative taken from the activation's output a:
/// relu a > 0, sigmoid a·(1 − a), tanh 1 − a².
///
/// - Shapes: `count` floats each, a multiple of `lanes`.
public func multiplyByDerivative(
  of activation: ElementwiseActivation, outputs: UnsafePointer<Float>,
  gradient: UnsafeMutablePointer<Float>, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  let zero = Vector(repeating: 0), one = Vector(repeating: 1)
  switch activation {
  case .linear: break
  case .relu:
    for i in stride(from: 0, to: count, by: lanes) {
      gm_select_less(zero, Vector(loading: outputs + i), Vector(loading: gradient + i), zero)
        .store(to: gradient + i)
    }
  case .sigmoid:
    for i in stride(from: 0, to: count, by: lanes) {
      let a = Vector(loading: outputs + i)
      (Vector(loading: gradient + i) * (a * (one - a))).store(to: gradient + i)
    }
  case .tanh:
    for i in stride(from: 0, to: count, by: lanes) {
      let a = Vector(loading: outputs + i)
      (Vector(loading: gradient + i) * gm_fma(-a, a, one)).store(to: gradient + i)
    }
  }
}
