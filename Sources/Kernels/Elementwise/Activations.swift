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

/// The same for rows across the vectors.
@inlinable
public func applyActivation(_ activation: ElementwiseActivation, to rows: LaneRows) {
  if case .linear = activation { return }
  computeActivation(
    activation, inputs: rows.base, outputs: rows.base, count: rows.columns * lanes,
    runs: panelCount(rows.count), stride: rows.panelStride)
}

/// outputs = activation(inputs).
///
/// - Shapes: `runs` runs of `count` floats each, a multiple of `lanes`, `stride` floats apart; both may be the
///   same.
public func computeActivation(
  _ activation: ElementwiseActivation, inputs: UnsafePointer<Float>,
  outputs: UnsafeMutablePointer<Float>, count: Int, runs: Int = 1, stride: Int = 0
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  var values = Values(inputs: inputs, outputs: outputs, count: count, runs: runs, stride: stride)
  activation.visit(&values)
}

/// gradient *= activation′, in place, with the derivative taken from the activation's outputs, as
/// sigmoid's is a·(1 − a).
///
/// - Shapes: `runs` runs of `count` floats each, a multiple of `lanes`, as many floats apart as the strides say.
/// - Precondition: the activation's `derivativeFollowsFromOutput`.
public func multiplyByDerivative(
  of activation: ElementwiseActivation, outputs: UnsafePointer<Float>,
  gradient: UnsafeMutablePointer<Float>, count: Int, runs: Int = 1, outputStride: Int = 0,
  gradientStride: Int = 0
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  if case .linear = activation { return }
  var derivative = OutputDerivative(
    outputs: outputs, gradient: gradient, count: count, runs: runs, outputStride: outputStride,
    gradientStride: gradientStride)
  activation.visit(&derivative)
}

/// The same for rows across the vectors.
@inlinable
public func multiplyByDerivative(
  of activation: ElementwiseActivation, outputs: LaneRows, gradient: LaneRows
) {
  multiplyByDerivative(
    of: activation, outputs: outputs.base, gradient: gradient.base, count: outputs.columns * lanes,
    runs: panelCount(outputs.count), outputStride: outputs.panelStride,
    gradientStride: gradient.panelStride)
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
  let runs: Int
  let stride: Int

  @inline(__always)
  mutating func visit<Function: ElementwiseFunction>(_ function: Function) {
    for run in 0..<runs {
      let from = inputs + run * stride, to = outputs + run * stride
      forEachVector(of: count) { i in
        function.value(Vector(loading: from + i)).store(to: to + i)
      }
    }
  }
}

private struct OutputDerivative: FunctionVisitor {
  let outputs: UnsafePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  let count: Int
  let runs: Int
  let outputStride: Int
  let gradientStride: Int

  @inline(__always)
  mutating func visit<Function: ElementwiseFunction>(_ function: Function) {
    require(function.derivativeFollowsFromOutput, "a derivative that follows from inputs only")
    for run in 0..<runs {
      let signal = outputs + run * outputStride, g = gradient + run * gradientStride
      forEachVector(of: count) { i in
        function.gradient(Vector(loading: g + i), at: Vector(loading: signal + i)).store(to: g + i)
      }
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
