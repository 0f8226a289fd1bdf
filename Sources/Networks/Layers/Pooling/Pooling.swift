/// The maximum or the mean of every window.
public struct Pooling<Size: Extent>: UnaryLayer {
  /// What is taken of a window.
  public var function: PoolingFunction
  /// The extent of the window.
  public var poolSize: Size
  /// The step between windows.
  public var strides: Size
  /// The treatment of borders; what is added counts for neither maximum nor mean.
  public var padding: Padding
  /// Where the channels stand.
  public var dataFormat: DataFormat

  /// Creates a layer; windows lie side by side where no strides are given.
  public init(
    _ function: PoolingFunction, poolSize: Size = Size(all: 2), strides: Size? = nil,
    padding: Padding = .valid, dataFormat: DataFormat = .channelsLast
  ) {
    self.function = function
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
    self.dataFormat = dataFormat
  }

  public var className: String { "\(function.rawValue)Pooling\(Size.rank)D" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    let (sizes, channels) = try input.spatial(Size.self, dataFormat)
    let window = Window(
      kernelSize: poolSize, strides: strides, padding: padding, noun: "pooling window")
    return dataFormat.shape(try window.outputSizes(for: sizes, of: input), channels: channels)
  }
}

/// What is taken of the elements of a window.
public enum PoolingFunction: String, BitwiseCopyable, Sendable, CaseIterable {
  /// The greatest.
  case maximum = "Max"
  /// The mean.
  case average = "Average"
}
