/// A convolution whose kernel is another one at every position; of Keras 1 and 2.
public struct LocallyConnected<Size: Extent>: UnaryLayer {
  /// The number of output channels.
  public var filters: Int
  /// The extent of the kernels.
  public var kernelSize: Size
  /// The step between outputs.
  public var strides: Size
  /// The treatment of borders.
  public var padding: Padding
  /// Where the channels stand.
  public var dataFormat: DataFormat
  /// Applied to every output.
  public var activation: Activation
  /// Whether biases are added.
  public var usesBias: Bool
  /// The kernels, [positions, extent × channels, filters].
  public var kernel: WeightSettings
  /// The biases, [positions, filters].
  public var bias: WeightSettings

  /// Creates a layer.
  public init(
    filters: Int, kernelSize: Size, strides: Size = Size(all: 1), padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, activation: Activation = .linear,
    usesBias: Bool = true, kernel: WeightSettings = .glorotUniform, bias: WeightSettings = .zeros
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dataFormat = dataFormat
    self.activation = activation
    self.usesBias = usesBias
    self.kernel = kernel
    self.bias = bias
  }

  public var className: String { "LocallyConnected\(Size.rank)D" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    let convolution = Convolution<Size>(
      filters: filters, kernelSize: kernelSize, strides: strides, padding: padding,
      dataFormat: dataFormat)
    return try convolution.outputShape(for: input)
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let output = try? outputShape(for: input).spatial(Size.self, dataFormat).sizes
    let positions: Int? = output.flatMap { sizes in
      sizes.contains(nil) ? nil : checkedProduct(sizes.compactMap(\.self))
    }
    let channels = input.channels(Size.self, dataFormat)
    let inputs = channels.flatMap { checkedProduct(kernelSize.sizes + [$0]) }
    return [LayerParameter(.kernel, [positions, inputs, filters], kernel)]
      + (usesBias ? [LayerParameter(.bias, (output ?? [nil]) + [filters], bias)] : [])
  }
}
