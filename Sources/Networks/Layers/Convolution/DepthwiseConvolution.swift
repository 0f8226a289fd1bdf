/// A cross-correlation of every channel by itself, with kernels of its own.
public struct DepthwiseConvolution<Size: Extent>: UnaryLayer {
  /// How many outputs each channel has.
  public var depthMultiplier: Int
  /// The extent of the kernel.
  public var kernelSize: Size
  /// The step between outputs.
  public var strides: Size
  /// The treatment of borders.
  public var padding: Padding
  /// Where the channels stand in input and output.
  public var dataFormat: DataFormat
  /// How far the kernel's elements stand apart.
  public var dilation: Size
  /// Applied to every output.
  public var activation: Activation
  /// Whether a bias per output channel is added.
  public var usesBias: Bool
  /// The kernel, its extent and then [channels, depth multiplier].
  public var kernel: WeightSettings
  /// The bias, [channels × depth multiplier].
  public var bias: WeightSettings

  /// Creates a layer with Keras's defaults.
  public init(
    kernelSize: Size, depthMultiplier: Int = 1, strides: Size = Size(all: 1),
    padding: Padding = .valid, dataFormat: DataFormat = .channelsLast,
    dilation: Size = Size(all: 1), activation: Activation = .linear, usesBias: Bool = true,
    kernel: WeightSettings = .glorotUniform, bias: WeightSettings = .zeros
  ) {
    self.depthMultiplier = depthMultiplier
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dataFormat = dataFormat
    self.dilation = dilation
    self.activation = activation
    self.usesBias = usesBias
    self.kernel = kernel
    self.bias = bias
  }

  public var className: String { "DepthwiseConv\(Size.rank)D" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(depthMultiplier, "depth_multiplier")
    let (sizes, channels) = try input.spatial(Size.self, dataFormat)
    let window = Window(
      kernelSize: kernelSize, strides: strides, padding: padding, dilation: dilation)
    return dataFormat.shape(
      try window.outputSizes(for: sizes, of: input), channels: try outputChannels(channels))
  }

  private func outputChannels(_ channels: Int?) throws(ModelError) -> Int? {
    guard let channels else { return nil }
    guard let outputs = checkedProduct([channels, depthMultiplier]) else {
      throw ModelError("\(channels) channels times \(depthMultiplier) are too many to count")
    }
    return outputs
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let channels = input.channels(Size.self, dataFormat)
    return [LayerParameter(.kernel, kernelSize.sizes + [channels, depthMultiplier], kernel)]
      + (usesBias
        ? [LayerParameter(.bias, [channels.map { $0 * depthMultiplier }], bias)] : [])
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    guard let channels = input.channels(Size.self, dataFormat) else { return nil }
    let outputs = product([channels, depthMultiplier])
    let (kernel, names) = (
      product(kernelSize.sizes), Size.kernelAxisNames.joined(separator: " × ")
    )
    return usesBias
      ? Arithmetic(
        "\(outputs) × (\(kernel) + 1)", words: "channels × multiplier × (\(names) + bias)")
      : Arithmetic("\(outputs) × \(kernel)", words: "channels × multiplier × \(names), no bias")
  }

  public func weightFormula(for input: Shape) -> WeightFormula? {
    guard let channels = input.channels(Size.self, dataFormat) else { return nil }
    return WeightFormula(
      "output a channel", plural: "outputs a channel",
      terms: [[channels] + kernelSize.sizes] + (usesBias ? [[channels]] : []))
  }
}

/// Over images, [height, width, channels].
public typealias DepthwiseConv2D = DepthwiseConvolution<Size2D>
/// Over sequences, [steps, channels].
public typealias DepthwiseConv1D = DepthwiseConvolution<Size1D>
