/// A learnt factor for each channel, as Keras's ConvNeXt has them.
public struct LayerScale: UnaryLayer {
  /// The number of channels.
  public var width: Int
  /// What all factors start at.
  public var start: Double

  /// Creates a layer.
  public init(width: Int, start: Double) {
    self.width = width
    self.start = start
  }

  public var className: String { "LayerScale" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(width, "projection_dim")
    if let channels = try input.lastAxis(), channels != width {
      throw ModelError("it has \(width) factors, but its input \(input) has \(channels) channels")
    }
    return input
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    // Keras 3 gives it no name of its own.
    [
      LayerParameter(
        ParameterDescription.Role(rawValue: "variable"), [width], WeightSettings(.constant(start)))
    ]
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    Arithmetic(grouped(width), words: "one factor a channel")
  }
}
