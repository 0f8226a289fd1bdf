/// An LSTM whose products with input and state are convolutions.
public struct ConvolutionalLSTM<Size: Extent>: LoopingLayer {
  /// The settings of the loop; `units` are the filters.
  public var recurrence: Recurrence
  /// Applied to the gates.
  public var recurrentActivation: Activation
  /// Whether the bias of the forget gate starts at 1.
  public var hasUnitForgetBias: Bool
  /// The extent of both kernels.
  public var kernelSize: Size
  /// The step between outputs, of the input's convolution.
  public var strides: Size
  /// The treatment of borders, of the input's convolution.
  public var padding: Padding
  /// Where the channels stand.
  public var dataFormat: DataFormat
  /// How far the kernel's elements stand apart.
  public var dilation: Size
  /// `false` where an older Keras asks the layer whether it learns: in Keras 3 its cell never hears of it.
  public var weightsAreOfInnerLayers = true

  /// Creates a layer.
  public init(
    _ recurrence: Recurrence, recurrentActivation: Activation = .sigmoid,
    hasUnitForgetBias: Bool = true, kernelSize: Size, strides: Size = Size(all: 1),
    padding: Padding = .valid, dataFormat: DataFormat = .channelsLast,
    dilation: Size = Size(all: 1)
  ) {
    self.recurrence = recurrence
    self.recurrentActivation = recurrentActivation
    self.hasUnitForgetBias = hasUnitForgetBias
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dataFormat = dataFormat
    self.dilation = dilation
  }

  public var className: String { "ConvLSTM\(Size.rank)D" }
  public var masking: Masking { .consumes }
  public var inputCount: InputCount { .range(1...3) }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    guard recurrence.units <= maximumElementCount / 8 else {
      throw ModelError("filters is \(recurrence.units), more than memory can hold; use fewer")
    }
    let image = try image(of: inputs[0])
    let convolution = Convolution<Size>(
      filters: recurrence.units, kernelSize: kernelSize, strides: strides, padding: padding,
      dataFormat: dataFormat, dilation: dilation)
    let state = try convolution.outputShape(for: image)
    let steps = inputs[0].isRankKnown ? inputs[0].axes[0] : nil
    let output = recurrence.returnsSequences ? Shape(axes: [steps] + state.axes) : state
    return [output] + (recurrence.returnsState ? [state, state] : [])
  }

  /// The shape of one time step.
  private func image(of input: Shape) throws(ModelError) -> Shape {
    let names = Size.axisNames.joined(separator: ", ")
    _ = try input.axes(
      "time", dataFormat == .channelsLast ? "\(names), channels" : "channels, \(names)")
    return input.isRankKnown
      ? Shape(axes: Array(input.axes.dropFirst())) : Shape(axes: [], isRankKnown: false)
  }

  public func parameters(for inputs: [Shape]) -> [LayerParameter] {
    let channels = (try? image(of: inputs[0]))?.channels(Size.self, dataFormat)
    let width = 4 * recurrence.units
    let start =
      hasUnitForgetBias
      ? Initializer.unitForgetBias(others: recurrence.bias.initializer)
      : recurrence.bias.initializer
    return [
      LayerParameter(.kernel, kernelSize.sizes + [channels ?? nil, width], recurrence.kernel),
      LayerParameter(
        .recurrentKernel, kernelSize.sizes + [recurrence.units, width],
        recurrence.recurrentKernel),
    ]
      + (recurrence.usesBias
        ? [LayerParameter(.bias, [width], WeightSettings(start, recurrence.bias.regularizer))] : [])
  }

  public func arithmetic(for inputs: [Shape]) -> Arithmetic? {
    guard let image = try? image(of: inputs[0]),
      let channels = image.channels(Size.self, dataFormat)
    else { return nil }
    let filters = grouped(recurrence.units), bias = recurrence.usesBias ? " + \(filters)" : ""
    let names = Size.kernelAxisNames.joined(separator: " × ")
    return Arithmetic(
      "4 × (\(product(kernelSize.sizes)) × (\(grouped(channels)) + \(filters)) × \(filters)\(bias))",
      words: "gates × (\(names) × (channels + filters) × filters"
        + (recurrence.usesBias ? " + biases)" : "), no bias"))
  }
}
