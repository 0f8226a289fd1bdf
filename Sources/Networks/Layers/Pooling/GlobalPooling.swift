/// The maximum or the mean of every channel over all positions.
public struct GlobalPooling<Size: Extent>: UnaryLayer {
  /// What is taken of the positions.
  public var function: PoolingFunction
  /// Where the channels stand.
  public var dataFormat: DataFormat
  /// Whether the axes stay, with size 1.
  public var keepsAxes: Bool

  /// Creates a layer.
  public init(
    _ function: PoolingFunction, dataFormat: DataFormat = .channelsLast, keepsAxes: Bool = false
  ) {
    self.function = function
    self.dataFormat = dataFormat
    self.keepsAxes = keepsAxes
  }

  public var className: String { "Global\(function.rawValue)Pooling\(Size.rank)D" }
  /// The mean over time leaves masked steps out; nothing else heeds a mask.
  public var masking: Masking { Size.rank == 1 && function == .average ? .consumes : .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    let (sizes, channels) = try input.spatial(Size.self, dataFormat)
    return dataFormat.shape(keepsAxes ? sizes.map { _ in 1 } : [], channels: channels)
  }
}
