/// One tensor and a multiple of another, as Keras's InceptionResNetV2 adds them.
public struct ScaledSum: Layer {
  /// The multiple.
  public var scale: Double

  /// Creates a layer.
  public init(scale: Double) {
    self.scale = scale
  }

  public var className: String { "CustomScaleLayer" }
  public var masking: Masking { .drops }
  public var inputCount: InputCount { .range(2...2) }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    try Merging(.add).outputShapes(for: inputs)
  }
}
