/// x, or x · alpha where x is negative, with slopes that are learnt.
public struct PReLU: UnaryLayer {
  /// Axes along which the slopes are shared, the batch being 0.
  public var sharedAxes: [Int]
  /// The slopes, of the input's shape with 1 along shared axes.
  public var alpha: WeightSettings

  /// Creates a layer.
  public init(sharedAxes: [Int] = [], alpha: WeightSettings = .zeros) {
    self.sharedAxes = sharedAxes
    self.alpha = alpha
  }

  public var className: String { "PReLU" }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    for axis in sharedAxes where input.isRankKnown { _ = try input.position(ofAxis: axis) }
    return input
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let shared = sharedAxes.compactMap { try? input.position(ofAxis: $0) }
    let axes = input.axes.indices.map { shared.contains($0) ? 1 : input.axes[$0] }
    return [LayerParameter(.alpha, input.isRankKnown ? axes : [nil], alpha)]
  }
}
