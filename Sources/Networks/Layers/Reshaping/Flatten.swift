/// All axes but the batch folded into one.
public struct Flatten: UnaryLayer {
  /// With the channels first, they are moved last before the axes are folded.
  public var dataFormat: DataFormat

  /// Creates a layer.
  public init(dataFormat: DataFormat = .channelsLast) {
    self.dataFormat = dataFormat
  }

  public var className: String { "Flatten" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    guard !input.exceedsMemory else {
      throw ModelError("flattening \(input) gives too many elements to count")
    }
    return Shape(axes: [input.elementCount])
  }
}
