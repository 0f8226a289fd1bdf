/// How loud each band of a scale of pitches is over time.
public struct MelSpectrogram: UnaryLayer {
  /// The number of bands.
  public var bands: Int
  /// The step between windows.
  public var stride: Int
  /// The settings as JSON text.
  public var configuration: String

  /// Creates a layer.
  public init(bands: Int = 128, stride: Int = 512, configuration: String = "{}") {
    self.bands = bands
    self.stride = stride
    self.configuration = configuration
  }

  public var className: String { "MelSpectrogram" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(bands, "num_mel_bins")
    try requirePositive(stride, "sequence_stride")
    guard stride <= maximumElementCount else {
      throw ModelError("sequence_stride is \(stride), longer than any signal; use less")
    }
    let samples = try input.axes("samples")[0]
    return Shape(axes: [bands, samples.map { $0 / stride + ($0 % stride + stride + 1) / stride }])
  }
}
