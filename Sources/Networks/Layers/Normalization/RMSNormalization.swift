/// x / √(mean of x² + ε) · scale.
public struct RMSNormalization: UnaryLayer {
  /// The axes that are normalized together, with the batch as 0.
  public var axes: [Int]
  /// Added to the mean square.
  public var epsilon: Double

  /// Creates a layer.
  public init(axes: [Int] = [-1], epsilon: Double = 1e-6) {
    self.axes = axes
    self.epsilon = epsilon
  }

  public var className: String { "RMSNormalization" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    for axis in axes where input.isRankKnown { _ = try input.position(ofAxis: axis) }
    return input
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    [
      LayerParameter(
        ParameterDescription.Role(rawValue: "scale"), input.sizes(ofAxes: axes), .ones)
    ]
  }
}
