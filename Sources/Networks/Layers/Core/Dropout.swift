/// In training, a share of the elements becomes 0, and the rest grows by 1 / (1 − rate).
public struct Dropout: UnaryLayer {
  /// The share of elements that are dropped.
  public var rate: Double
  /// Draws the masks; `nil` where any seed will do.
  public var seed: Int?
  /// The shape of a mask, the batch first, that is shared along axes of size 1; `nil` entries are
  /// the input's. Without it every element has its own.
  public var noiseShape: [Int?]?

  /// Creates a layer.
  public init(rate: Double, seed: Int? = nil, noiseShape: [Int?]? = nil) {
    self.rate = rate
    self.seed = seed
    self.noiseShape = noiseShape
  }

  public var className: String { "Dropout" }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    guard (0...1).contains(rate) else {
      throw ModelError("rate is \(rate); it must be between 0 and 1")
    }
    return input
  }
}
