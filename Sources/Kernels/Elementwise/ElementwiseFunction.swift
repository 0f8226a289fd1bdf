/// A function of one element and its derivative, a vector at a time.
protocol ElementwiseFunction: BitwiseCopyable {
  /// Whether `gradient` takes the function's output in place of its input.
  var derivativeFollowsFromOutput: Bool { get }
  /// f(x)
  func value(_ x: Vector) -> Vector
  /// g·f′: the gradient by the function's input, made of that by its output.
  ///
  /// - Parameter signal: the output or the input, as `derivativeFollowsFromOutput` says.
  func gradient(_ g: Vector, at signal: Vector) -> Vector
}

/// Something to do with a function whose type is known only inside.
protocol FunctionVisitor {
  mutating func visit<Function: ElementwiseFunction>(_ function: Function)
}
