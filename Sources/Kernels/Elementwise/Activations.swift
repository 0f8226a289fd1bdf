import CVector

// Padding lanes are computed like all others. Where f(0) ≠ 0 they come to hold a number, which is
// finite; the gradient in them is 0 and stays so, so that no sum over rows or columns sees it.

/// values = activation(values), in place.
///
/// - Shapes: `count` floats, a multiple of `lanes`.
@inlinable
public func applyActivation(
  _ activation: ElementwiseActivation, to values: UnsafeMutablePointer<Float>, count: Int
) {
  if case .linear = activation { return }
  computeActivation(activation, inputs: values, outputs: values, count: count)
}

/// outputs = activation(inputs).
///
/// - Shapes: `count` floats each, a multiple of `lanes`; both may be the same.
public func computeActivation(
  _ activation: ElementwiseActivation, inputs: UnsafePointer<Float>,
  outputs: UnsafeMutablePointer<Float>, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  var values = Values(inputs: inputs, outputs: outputs, count: count)
  activation.visit(&values)
}

/// gradient *= activation′, in place, with the derivative taken from the activation's outputs, as
/// sigmoid's is a·(1 − a).
///
/// - Shapes: `count` floats each, a multiple of `lanes`.
/// - Precondition: the activation's `derivativeFollowsFromOutput`.
public func multiplyByDerivative(
  of activation: ElementwiseActivation, outputs: UnsafePointer<Float>,
  gradient: UnsafeMutablePointer<Float>, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  if case .linear = activation { return }
  var derivative = OutputDerivative(outputs: outputs, gradient: gradient, count: count)
  activation.visit(&derivative)
}

/// gradient *= activation′, in place, with the derivative taken from the activation's inputs.
///
/// - Shapes: `count` floats each, a multiple of `lanes`.
public func multiplyByDerivative(
  of activation: ElementwiseActivation, inputs: UnsafePointer<Float>,
  gradient: UnsafeMutablePointer<Float>, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  if case .linear = activation { return }
  var derivative = InputDerivative(inputs: inputs, gradient: gradient, count: count)
  activation.visit(&derivative)
}

private struct Values: FunctionVisitor {
  let inputs: UnsafePointer<Float>
  let outputs: UnsafeMutablePointer<Float>
  let count: Int

  @inline(__always)
  mutating func visit<Function: ElementwiseFunction>(_ function: Function) {
    forEachVector(of: count) { i in
      function.value(Vector(loading: inputs + i)).store(to: outputs + i)
    }
  }
}

private struct OutputDerivative: FunctionVisitor {
  let outputs: UnsafePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  let count: Int

  @inline(__always)
  mutating func visit<Function: ElementwiseFunction>(_ function: Function) {
    require(function.derivativeFollowsFromOutput, "a derivative that follows from inputs only")
    forEachVector(of: count) { i in
      function.gradient(Vector(loading: gradient + i), at: Vector(loading: outputs + i))
        .store(to: gradient + i)
    }
  }
}

private struct InputDerivative: FunctionVisitor {
  let inputs: UnsafePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  let count: Int

  @inline(__always)
  mutating func visit<Function: ElementwiseFunction>(_ function: Function) {
    let takesOutput = function.derivativeFollowsFromOutput
    forEachVector(of: count) { i in
      let x = Vector(loading: inputs + i)
      function.gradient(
        Vector(loading: gradient + i), at: takesOutput ? function.value(x) : x
      ).store(to: gradient + i)
    }
  }
}

/// gradient *= activation′, in place, with the derivative taken from outputs or inputs, as the activation
/// needs it.
@inline(__always)
func multiplyByDerivative(
  of activation: ElementwiseActivation, inputs: UnsafePointer<Float>,
  outputs: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, count: Int
) {
  if activation.derivativeFollowsFromOutput {
    multiplyByDerivative(of: activation, outputs: outputs, gradient: gradient, count: count)
  } else {
    multiplyByDerivative(of: activation, inputs: inputs, gradient: gradient, count: count)
  }
}
