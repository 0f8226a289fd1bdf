/// A cross-correlation with a kernel that moves over one, two or three axes.
public struct Convolution<Size: Extent>: UnaryLayer {
  /// The number of output channels.
  public var filters: Int
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
  /// Into how many groups the channels are split, each with its share of the filters.
  public var groups: Int
  /// Applied to every output.
  public var activation: Activation
  /// Whether a bias per filter is added.
  public var usesBias: Bool
  /// The kernel, its extent and then [channels / groups, filters].
  public var kernel: WeightSettings
  /// The bias, [filters].
  public var bias: WeightSettings

  /// Creates a layer with Keras's defaults.
  public init(
    filters: Int, kernelSize: Size, strides: Size = Size(all: 1), padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, dilation: Size = Size(all: 1), groups: Int = 1,
    activation: Activation = .linear, usesBias: Bool = true,
    kernel: WeightSettings = .glorotUniform, bias: WeightSettings = .zeros
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dataFormat = dataFormat
    self.dilation = dilation
    self.groups = groups
    self.activation = activation
    self.usesBias = usesBias
    self.kernel = kernel
    self.bias = bias
  }

  public var className: String { "Conv\(Size.rank)D" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(filters, "filters")
    try requirePositive(groups, "groups")
    guard padding != .causal || Size.rank == 1 else {
      throw ModelError("padding is 'causal', which only sequences have; use 'valid' or 'same'")
    }
    let (sizes, channels) = try input.spatial(Size.self, dataFormat)
    guard filters.isMultiple(of: groups), channels.map({ $0.isMultiple(of: groups) }) ?? true else {
      throw ModelError(
        "its \(filters) filters and the channels of its input \(input) must split into "
          + "\(groups) groups evenly")
    }
    let window = Window(
      kernelSize: kernelSize, strides: strides, padding: padding, dilation: dilation)
    return dataFormat.shape(try window.outputSizes(for: sizes, of: input), channels: filters)
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let inputs = input.channels(Size.self, dataFormat).map { $0 / groups }
    return [LayerParameter(.kernel, kernelSize.sizes + [inputs, filters], kernel)]
      + (usesBias ? [LayerParameter(.bias, [filters], bias)] : [])
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    guard let channels = input.channels(Size.self, dataFormat) else { return nil }
    let factors = [channels / groups] + kernelSize.sizes
    let (numbers, names) = (
      product(factors), ([channelsWord] + Size.kernelAxisNames).joined(separator: " × ")
    )
    return usesBias
      ? Arithmetic("\(grouped(filters)) × (\(numbers) + 1)", words: "filters × (\(names) + bias)")
      : Arithmetic("\(grouped(filters)) × \(numbers)", words: "filters × \(names), no bias")
  }

  public func weightFormula(for input: Shape) -> WeightFormula? {
    guard let channels = input.channels(Size.self, dataFormat) else { return nil }
    return WeightFormula(
      "filter", terms: [[channels / groups] + kernelSize.sizes] + (usesBias ? [[1]] : []))
  }

  private var channelsWord: String { groups == 1 ? "channels" : "channels / groups" }
}

/// Over images, [height, width, channels].
public typealias Conv2D = Convolution<Size2D>
/// Over sequences, [steps, channels].
public typealias Conv1D = Convolution<Size1D>
/// Over volumes, [depth, height, width, channels].
public typealias Conv3D = Convolution<Size3D>
