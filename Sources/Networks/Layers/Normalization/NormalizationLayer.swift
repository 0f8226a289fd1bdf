/// Keras's `Normalization`: (x − mean) / √variance, with figures that were given, or gathered from data
/// beforehand.
public struct NormalizationLayer: UnaryLayer {
  /// The axes that keep their own figures, with the batch as 0; empty for one pair of figures.
  public var axes: [Int]
  /// Whether the figures are settings; otherwise they are weights that don't learn.
  public var hasGivenFigures: Bool
  /// The settings as JSON text.
  public var configuration: String

  /// Creates a layer.
  public init(axes: [Int] = [-1], hasGivenFigures: Bool = false, configuration: String = "{}") {
    self.axes = axes
    self.hasGivenFigures = hasGivenFigures
    self.configuration = configuration
  }

  public var className: String { "Normalization" }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    for axis in axes where input.isRankKnown { _ = try input.position(ofAxis: axis) }
    return input
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    if hasGivenFigures { return [] }
    let sizes = input.sizes(ofAxes: axes)
    return [
      LayerParameter(
        ParameterDescription.Role(rawValue: "mean"), sizes, .zeros, isTrainable: false),
      LayerParameter(
        ParameterDescription.Role(rawValue: "variance"), sizes, .ones, isTrainable: false),
      LayerParameter(
        ParameterDescription.Role(rawValue: "count"), [], .zeros, isTrainable: false, type: .int32),
    ]
  }
}
