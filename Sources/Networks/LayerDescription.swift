/// One layer as Keras describes it: a name, what it computes, and whether it learns.
public struct LayerDescription: Sendable, Hashable {
  /// Unique within its network.
  public var name: String
  /// What the layer computes, with its settings.
  public var kind: LayerKind
  /// `false` where the weights are frozen.
  public var isTrainable: Bool

  /// Creates a layer.
  public init(_ name: String, _ kind: LayerKind, isTrainable: Bool = true) {
    self.name = name
    self.kind = kind
    self.isTrainable = isTrainable
  }

  /// Whether data enters here.
  public var isInput: Bool {
    if case .input = kind { true } else { false }
  }
}

/// What a layer computes.
public enum LayerKind: Sendable, Hashable {
  /// The place where data enters; the shape is that of one sample.
  case input(Shape)
  /// A product with a kernel along the last axis.
  case dense(Dense)
  /// A function of every element (softmax: of the last axis).
  case activation(Activation)
  /// All axes but the batch folded into one.
  case flatten
  /// A two-dimensional cross-correlation, NHWC.
  case conv2D(Conv2D)
  /// A fully connected recurrence over the first axis.
  case simpleRNN(SimpleRNN)

  /// The class as Keras names it.
  public var className: String {
    switch self {
    case .input: "InputLayer"
    case .dense: "Dense"
    case .activation: "Activation"
    case .flatten: "Flatten"
    case .conv2D: "Conv2D"
    case .simpleRNN: "SimpleRNN"
    }
  }
}

/// `activation(x · kernel + bias)` along the last axis.
public struct Dense: Sendable, Hashable {
  /// The number of outputs.
  public var units: Int
  /// Applied to the product.
  public var activation: Activation
  /// Whether a bias is added.
  public var usesBias: Bool
  /// Draws the kernel, [inputs, units].
  public var kernelInitializer: Initializer
  /// Draws the bias, [units].
  public var biasInitializer: Initializer
  /// Penalises the kernel.
  public var kernelRegularizer: Regularizer?
  /// Penalises the bias.
  public var biasRegularizer: Regularizer?

  /// Creates a layer with Keras's defaults.
  public init(
    units: Int, activation: Activation = .linear, usesBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil
  ) {
    self.units = units
    self.activation = activation
    self.usesBias = usesBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
  }
}

/// A height and a width.
public struct Size2D: BitwiseCopyable, Sendable, Hashable {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// Creates a size.
  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }
}

/// How a convolution treats the border of its input.
public enum Padding: String, Sendable, CaseIterable {
  /// No padding: output = ⌊(input − kernel) / stride⌋ + 1.
  case valid
  /// Zeros around: output = ⌈input / stride⌉.
  case same
}

/// A two-dimensional cross-correlation over NHWC input with an HWIO kernel.
public struct Conv2D: Sendable, Hashable {
  /// The number of output channels.
  public var filters: Int
  /// The extent of the kernel.
  public var kernelSize: Size2D
  /// The step between outputs.
  public var strides: Size2D
  /// The treatment of borders.
  public var padding: Padding
  /// Applied to every output.
  public var activation: Activation
  /// Whether a bias per filter is added.
  public var usesBias: Bool
  /// Draws the kernel, [height, width, channels, filters].
  public var kernelInitializer: Initializer
  /// Draws the bias, [filters].
  public var biasInitializer: Initializer
  /// Penalises the kernel.
  public var kernelRegularizer: Regularizer?
  /// Penalises the bias.
  public var biasRegularizer: Regularizer?

  /// Creates a layer with Keras's defaults.
  public init(
    filters: Int, kernelSize: Size2D, strides: Size2D = Size2D(1, 1), padding: Padding = .valid,
    activation: Activation = .linear, usesBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.activation = activation
    self.usesBias = usesBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
  }
}

/// `h(t) = activation(x(t) · kernel + bias + h(t−1) · recurrentKernel)`, with h(0) = 0.
public struct SimpleRNN: Sendable, Hashable {
  /// The size of the state and of the output.
  public var units: Int
  /// Applied at every time step.
  public var activation: Activation
  /// Whether a bias is added.
  public var usesBias: Bool
  /// `true` returns the state of every time step, `false` the last one.
  public var returnsSequences: Bool
  /// Draws the kernel, [features, units].
  public var kernelInitializer: Initializer
  /// Draws the recurrent kernel, [units, units].
  public var recurrentInitializer: Initializer
  /// Draws the bias, [units].
  public var biasInitializer: Initializer
  /// Penalises the kernel.
  public var kernelRegularizer: Regularizer?
  /// Penalises the recurrent kernel.
  public var recurrentRegularizer: Regularizer?
  /// Penalises the bias.
  public var biasRegularizer: Regularizer?

  /// Creates a layer with Keras's defaults.
  public init(
    units: Int, activation: Activation = .tanh, usesBias: Bool = true,
    returnsSequences: Bool = false, kernelInitializer: Initializer = .glorotUniform,
    recurrentInitializer: Initializer = .orthogonal(gain: 1),
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil
  ) {
    self.units = units
    self.activation = activation
    self.usesBias = usesBias
    self.returnsSequences = returnsSequences
    self.kernelInitializer = kernelInitializer
    self.recurrentInitializer = recurrentInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.recurrentRegularizer = recurrentRegularizer
    self.biasRegularizer = biasRegularizer
  }
}
