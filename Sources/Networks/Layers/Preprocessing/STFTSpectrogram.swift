/// The spectrum of every window of a signal.
public struct STFTSpectrogram: UnaryLayer {
  /// What is kept of the complex numbers.
  public var mode: String
  /// The length of a window.
  public var frameLength: Int
  /// The step between windows.
  public var frameStep: Int
  /// The length of the transform.
  public var transformLength: Int
  /// The treatment of borders.
  public var padding: Padding
  /// Whether frequencies have an axis of their own.
  public var expandsAxes: Bool
  /// Where the channels stand.
  public var dataFormat: DataFormat
  /// The settings as JSON text.
  public var configuration: String

  /// Creates a layer.
  public init(
    mode: String, frameLength: Int, frameStep: Int, transformLength: Int, padding: Padding,
    expandsAxes: Bool, dataFormat: DataFormat, configuration: String
  ) {
    self.mode = mode
    self.frameLength = frameLength
    self.frameStep = frameStep
    self.transformLength = transformLength
    self.padding = padding
    self.expandsAxes = expandsAxes
    self.dataFormat = dataFormat
    self.configuration = configuration
  }

  public var className: String { "STFTSpectrogram" }
  public var masking: Masking { .drops }

  /// Frequencies of each channel: real and imaginary parts side by side in `stft`.
  private var frequencies: Int { (transformLength / 2 + 1) * (mode == "stft" ? 2 : 1) }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(transformLength, "fft_length")
    guard transformLength <= maximumElementCount else {
      throw ModelError("fft_length is \(transformLength), more than memory can hold; use less")
    }
    let (sizes, channels) = try input.spatial(Size1D.self, dataFormat)
    let window = Window(
      kernelSize: Size1D(frameLength), strides: Size1D(frameStep), padding: padding,
      noun: "window")
    let steps = try window.outputSizes(for: sizes, of: input)
    if expandsAxes {
      return dataFormat == .channelsLast
        ? Shape(axes: steps + [frequencies, channels])
        : Shape(axes: [channels] + steps + [frequencies])
    }
    guard let channels, let width = checkedProduct([frequencies, channels]) else {
      return dataFormat.shape(steps, channels: nil)
    }
    return dataFormat.shape(steps, channels: width)
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    // Keras computes the transform as a convolution, with kernels that it counts as trainable.
    let shape: [Int?] = [frameLength, 1, transformLength / 2 + 1]
    let names = ["real_kernel", "imag_kernel"].filter { name in
      switch mode {
      case "real": name == "real_kernel"
      case "imag": name == "imag_kernel"
      default: true
      }
    }
    return names.map {
      LayerParameter(
        ParameterDescription.Role(rawValue: $0), shape, .zeros)
    }
  }
}
