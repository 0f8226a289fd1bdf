/// Keras's `Activation`: a function of every element, or of the last axis.
public struct ActivationLayer: UnaryLayer {
  /// What is applied.
  public var activation: Activation

  /// Creates a layer.
  public init(_ activation: Activation) {
    self.activation = activation
  }

  public var className: String { "Activation" }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    if activation.worksAlongAnAxis { _ = try input.lastAxis() }
    return input
  }
}
