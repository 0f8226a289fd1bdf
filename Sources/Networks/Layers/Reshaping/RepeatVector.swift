/// The same vector at every time step.
public struct RepeatVector: UnaryLayer {
  /// The number of steps.
  public var count: Int

  /// Creates a layer.
  public init(_ count: Int) {
    self.count = count
  }

  public var className: String { "RepeatVector" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(count, "n")
    return Shape(axes: [count] + (try input.axes("features")))
  }
}
