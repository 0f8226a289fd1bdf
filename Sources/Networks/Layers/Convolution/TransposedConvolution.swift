/// What a convolution does to its gradient: every input adds a kernel's worth to the output.
public struct TransposedConvolution<Size: Extent>: UnaryLayer {
  /// The number of output channels.
  public var filters: Int
  /// The extent of the kernel.
  public var kernelSize: Size
  /// The step in the output between neighbouring inputs.
  public var strides: Size
  /// The treatment of borders.
  public var padding: Padding
  /// How much longer the output is, where several sizes would fit; `nil` lets the padding decide.
  public var outputPadding: Size?
  /// Where the channels stand.
  public var dataFormat: DataFormat
  /// How far the kernel's elements stand apart.
  public var dilation: Size
  /// Applied to every output.
  public var activation: Activation
  /// Whether a bias per filter is added.
  public var usesBias: Bool
  /// The kernel, its extent and then [filters, channels].
  public var kernel: WeightSettings
  /// The bias, [filters].
  public var bias: WeightSettings

  /// Creates a layer with Keras's defaults.
  public init(
    filters: Int, kernelSize: Size, strides: Size = Size(all: 1), padding: Padding = .valid,
    outputPadding: Size? = nil, dataFormat: DataFormat = .channelsLast,
    dilation: Size = Size(all: 1), activation: Activation = .linear, usesBias: Bool = true,
    kernel: WeightSettings = .glorotUniform, bias: WeightSettings = .zeros
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.outputPadding = outputPadding
    self.dataFormat = dataFormat
    self.dilation = dilation
    self.activation = activation
    self.usesBias = usesBias
    self.kernel = kernel
    self.bias = bias
  }

  public var className: String { "Conv\(Size.rank)DTranspose" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(filters, "filters")
    try requirePositive(kernelSize, "the kernel's size")
    try requirePositive(strides, "strides")
    try requirePositive(dilation, "dilation")
    let (sizes, channels) = try input.spatial(Size.self, dataFormat)
    _ = channels
    var outputs: [Int?] = []
    for axis in sizes.indices { outputs.append(try outputSize(sizes[axis], axis: axis)) }
    return dataFormat.shape(outputs, channels: filters)
  }

  private func outputSize(_ input: Int?, axis: Int) throws(ModelError) -> Int? {
    let span = dilatedSpan(kernelSize.sizes[axis], dilation.sizes[axis])
    let stride = strides.sizes[axis], extra = outputPadding?.sizes[axis]
    guard span <= maximumElementCount, stride <= maximumElementCount,
      (0...maximumElementCount).contains(extra ?? 0),
      let product = checkedProduct([input ?? 1, stride]), product <= maximumElementCount
    else { throw ModelError("its output is too large to count; use a smaller kernel or stride") }
    guard input != nil else { return nil }
    let size =
      switch (padding, extra) {
      case (.valid, nil): product + max(span - stride, 0)
      case (_, nil): product
      case (.valid, let extra?): product - stride + span + extra
      case (_, let extra?): product - stride + span % 2 + extra
      }
    guard size > 0 else {
      throw ModelError("its output would have size \(size); use a larger input or padding")
    }
    return size
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let channels = input.channels(Size.self, dataFormat)
    return [LayerParameter(.kernel, kernelSize.sizes + [filters, channels], kernel)]
      + (usesBias ? [LayerParameter(.bias, [filters], bias)] : [])
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    convolution.arithmetic(for: input)
  }

  public func weightFormula(for input: Shape) -> WeightFormula? {
    convolution.weightFormula(for: input)
  }

  /// A convolution with as many weights.
  private var convolution: Convolution<Size> {
    Convolution(
      filters: filters, kernelSize: kernelSize, dataFormat: dataFormat, usesBias: usesBias)
  }
}
