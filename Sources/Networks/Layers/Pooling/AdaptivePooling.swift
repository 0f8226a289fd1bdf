/// The maximum or the mean of windows that are chosen so that the output has a given size.
public struct AdaptivePooling<Size: Extent>: UnaryLayer {
  /// What is taken of a window.
  public var function: PoolingFunction
  /// The size of the output.
  public var outputSize: Size
  /// Where the channels stand.
  public var dataFormat: DataFormat

  /// Creates a layer.
  public init(
    _ function: PoolingFunction, outputSize: Size, dataFormat: DataFormat = .channelsLast
  ) {
    self.function = function
    self.outputSize = outputSize
    self.dataFormat = dataFormat
  }

  public var className: String { "Adaptive\(function.rawValue)Pooling\(Size.rank)D" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(outputSize, "output_size")
    let (_, channels) = try input.spatial(Size.self, dataFormat)
    return dataFormat.shape(outputSize.sizes, channels: channels)
  }
}
