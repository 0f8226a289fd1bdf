/// A depthwise convolution, and one of size 1 that mixes its channels.
public struct SeparableConvolution<Size: Extent>: UnaryLayer {
  /// The number of output channels.
  public var filters: Int
  /// How many outputs each channel has between the two.
  public var depthMultiplier: Int
  /// The extent of the depthwise kernel.
  public var kernelSize: Size
  /// The step between outputs.
  public var strides: Size
  /// The treatment of borders.
  public var padding: Padding
  /// Where the channels stand.
  public var dataFormat: DataFormat
  /// How far the kernel's elements stand apart.
  public var dilation: Size
  /// Applied to every output.
  public var activation: Activation
  /// Whether a bias per filter is added.
  public var usesBias: Bool
  /// The depthwise kernel, its extent and then [channels, depth multiplier].
  public var depthwise: WeightSettings
  /// The mixing kernel, ones and then [channels × depth multiplier, filters].
  public var pointwise: WeightSettings
  /// The bias, [filters].
  public var bias: WeightSettings

  /// Creates a layer with Keras's defaults.
  public init(
    filters: Int, kernelSize: Size, depthMultiplier: Int = 1, strides: Size = Size(all: 1),
    padding: Padding = .valid, dataFormat: DataFormat = .channelsLast,
    dilation: Size = Size(all: 1), activation: Activation = .linear, usesBias: Bool = true,
    depthwise: WeightSettings = .glorotUniform, pointwise: WeightSettings = .glorotUniform,
    bias: WeightSettings = .zeros
  ) {
    self.filters = filters
    self.depthMultiplier = depthMultiplier
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dataFormat = dataFormat
    self.dilation = dilation
    self.activation = activation
    self.usesBias = usesBias
    self.depthwise = depthwise
    self.pointwise = pointwise
    self.bias = bias
  }

  public var className: String { "SeparableConv\(Size.rank)D" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(filters, "filters")
    let first = DepthwiseConvolution(
      kernelSize: kernelSize, depthMultiplier: depthMultiplier, strides: strides,
      padding: padding, dataFormat: dataFormat, dilation: dilation)
    let (sizes, _) = try first.outputShape(for: input).spatial(Size.self, dataFormat)
    return dataFormat.shape(sizes, channels: filters)
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let channels = input.channels(Size.self, dataFormat)
    return [
      LayerParameter(
        ParameterDescription.Role(rawValue: "depthwise_kernel"),
        kernelSize.sizes + [channels, depthMultiplier], depthwise),
      LayerParameter(
        ParameterDescription.Role(rawValue: "pointwise_kernel"),
        Array(repeating: 1, count: Size.rank)
          + [channels.map { $0 * depthMultiplier }, filters], pointwise),
    ] + (usesBias ? [LayerParameter(.bias, [filters], bias)] : [])
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    guard let channels = input.channels(Size.self, dataFormat) else { return nil }
    let between = product(depthMultiplier == 1 ? [channels] : [channels, depthMultiplier])
    let names = Size.kernelAxisNames.joined(separator: " × ")
    let multiplied = depthMultiplier == 1 ? "channels" : "channels × multiplier"
    return Arithmetic(
      "\(between) × \(product(kernelSize.sizes)) + \(between) × \(grouped(filters))"
        + (usesBias ? " + \(grouped(filters))" : ""),
      words: "\(multiplied) × \(names) + \(multiplied) × filters" + (usesBias ? " + biases" : ""))
  }
}
