/// `activation(x · kernel + bias)` along the last axis.
public struct Dense: UnaryLayer {
  /// The number of outputs.
  public var units: Int
  /// Applied to the product.
  public var activation: Activation
  /// Whether a bias is added.
  public var usesBias: Bool
  /// The kernel, [inputs, units].
  public var kernel: WeightSettings
  /// The bias, [units].
  public var bias: WeightSettings

  /// Creates a layer with Keras's defaults.
  public init(
    units: Int, activation: Activation = .linear, usesBias: Bool = true,
    kernel: WeightSettings = .glorotUniform, bias: WeightSettings = .zeros
  ) {
    self.units = units
    self.activation = activation
    self.usesBias = usesBias
    self.kernel = kernel
    self.bias = bias
  }

  public var className: String { "Dense" }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(units, "units")
    _ = try input.lastAxis()
    return input.replacingLastAxis(with: units)
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    [LayerParameter(.kernel, [input.axes.last ?? nil, units], kernel)]
      + (usesBias ? [LayerParameter(.bias, [units], bias)] : [])
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    guard let inputs = input.axes.last ?? nil else { return nil }
    let weights = "\(counted(inputs, "input")) × \(counted(units, "unit"))"
    return Arithmetic(weights + (usesBias ? " + " + counted(units, "bias", "biases") : ""))
  }

  public func weightFormula(for input: Shape) -> WeightFormula? {
    (input.axes.last ?? nil).map { WeightFormula("unit", terms: [[$0]] + (usesBias ? [[1]] : [])) }
  }
}
