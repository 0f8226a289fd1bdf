/// eˣ over its sum along some axes.
public struct Softmax: UnaryLayer {
  /// The axes, with the batch as 0; negative ones count from the end.
  public var axes: [Int]

  /// Creates a layer.
  public init(axes: [Int] = [-1]) {
    self.axes = axes
  }

  public var className: String { "Softmax" }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    for axis in axes where input.isRankKnown { _ = try input.position(ofAxis: axis) }
    return input
  }
}
