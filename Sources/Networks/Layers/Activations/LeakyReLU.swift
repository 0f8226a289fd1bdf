/// x, or x · slope where x is negative.
public struct LeakyReLU: UnaryLayer {
  /// The slope below 0.
  public var negativeSlope: Double

  /// Creates a layer.
  public init(negativeSlope: Double = 0.3) {
    self.negativeSlope = negativeSlope
  }

  public var className: String { "LeakyReLU" }
  public func outputShape(for input: Shape) throws(ModelError) -> Shape { input }
}
