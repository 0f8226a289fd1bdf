/// Every element repeated along each axis, or what lies between filled in.
public struct UpSampling<Size: Extent>: UnaryLayer {
  /// How often.
  public var size: Size
  /// Where the channels stand.
  public var dataFormat: DataFormat
  /// How what lies between is found: `nearest` repeats.
  public var interpolation: String

  /// Creates a layer.
  public init(
    size: Size = Size(all: 2), dataFormat: DataFormat = .channelsLast,
    interpolation: String = "nearest"
  ) {
    self.size = size
    self.dataFormat = dataFormat
    self.interpolation = interpolation
  }

  public var className: String { "UpSampling\(Size.rank)D" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(size, "size")
    let (sizes, channels) = try input.spatial(Size.self, dataFormat)
    var grown: [Int?] = []
    for (axis, factor) in zip(sizes, size.sizes) {
      guard let product = checkedProduct([axis ?? 1, factor]) else {
        throw ModelError("its output is too large to count; use a smaller size")
      }
      grown.append(axis == nil ? nil : product)
    }
    return dataFormat.shape(grown, channels: channels)
  }
}
