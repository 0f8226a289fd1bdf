/// A layer whose kernel is divided by its largest singular value before every step.
public struct SpectralNormalization: UnaryLayer {
  /// The layer.
  public var inner: LayerDescription
  /// How often the estimate of the singular vector is bettered in a step.
  public var powerIterations: Int

  /// Wraps a layer.
  public init(_ inner: LayerDescription, powerIterations: Int = 1) {
    self.inner = inner
    self.powerIterations = powerIterations
  }

  public var className: String { "SpectralNormalization" }
  public var innerLayers: [LayerDescription] { [inner] }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try inner.layer.outputShapes(for: [input])[0]
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let parameters = inner.innerParameters(for: [input], as: inner.name)
    let width = parameters.first?.shape.axes.last ?? nil
    let vector = LayerParameter(
      ParameterDescription.Role(rawValue: "vector_u"), [1, width],
      WeightSettings(.truncatedNormal(mean: 0, standardDeviation: 0.02)), isTrainable: false)
    return parameters.prefix(1) + [vector] + parameters.dropFirst()
  }
}
