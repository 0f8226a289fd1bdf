/// max(x, 0), with a slope below the threshold and a limit above.
public struct ReLU: UnaryLayer {
  /// The greatest value; `nil` where there is no limit.
  public var maximum: Double?
  /// The slope below the threshold.
  public var negativeSlope: Double
  /// Where the function sets in.
  public var threshold: Double

  /// Creates a layer.
  public init(maximum: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0) {
    self.maximum = maximum
    self.negativeSlope = negativeSlope
    self.threshold = threshold
  }

  public var className: String { "ReLU" }
  public func outputShape(for input: Shape) throws(ModelError) -> Shape { input }
}
