/// x, or α · (eˣ − 1) where x is negative.
public struct ELU: UnaryLayer {
  /// The limit for very negative x, with its sign turned.
  public var alpha: Double

  /// Creates a layer.
  public init(alpha: Double = 1) {
    self.alpha = alpha
  }

  public var className: String { "ELU" }
  public func outputShape(for input: Shape) throws(ModelError) -> Shape { input }
}
