/// Images of a fixed height and width: `Resizing`, `CenterCrop`, `RandomCrop`.
public struct ImageCrop: UnaryLayer {
  /// The class as Keras names it.
  public let className: String
  /// The size of the output.
  public var size: Size2D
  /// Where the channels stand.
  public var dataFormat: DataFormat
  /// The settings as JSON text.
  public let configuration: String

  /// Creates a layer of one of these classes.
  public init(
    className: String, size: Size2D, dataFormat: DataFormat = .channelsLast,
    configuration: String = "{}"
  ) {
    self.className = className
    self.size = size
    self.dataFormat = dataFormat
    self.configuration = configuration
  }

  public var masking: Masking { .drops }

  /// The classes.
  public static let classes = ["Resizing", "CenterCrop", "RandomCrop"]

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(size, "height and width")
    return dataFormat.shape(
      size.sizes, channels: try input.spatial(Size2D.self, dataFormat).channels)
  }
}
