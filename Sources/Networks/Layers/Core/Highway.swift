/// A dense layer whose output is mixed with its input by a gate; of Keras 1.
public struct Highway: UnaryLayer {
  /// Applied to the dense layer.
  public var activation: Activation
  /// Whether biases are added.
  public var usesBias: Bool
  /// Both kernels, [features, features].
  public var kernel: WeightSettings
  /// Both biases, [features].
  public var bias: WeightSettings

  /// Creates a layer.
  public init(
    activation: Activation = .linear, usesBias: Bool = true,
    kernel: WeightSettings = .glorotUniform, bias: WeightSettings = .zeros
  ) {
    self.activation = activation
    self.usesBias = usesBias
    self.kernel = kernel
    self.bias = bias
  }

  public var className: String { "Highway" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    Shape(axes: try input.axes("features"))
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let features = input.axes.last ?? nil
    let carry = ParameterDescription.Role(rawValue: "kernel_carry")
    let carryBias = ParameterDescription.Role(rawValue: "bias_carry")
    return [
      LayerParameter(.kernel, [features, features], kernel),
      LayerParameter(carry, [features, features], kernel),
    ]
      + (usesBias
        ? [
          LayerParameter(.bias, [features], bias),
          LayerParameter(carryBias, [features], WeightSettings(.constant(-2))),
        ] : [])
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    guard let features = input.axes.last ?? nil else { return nil }
    let count = grouped(features)
    let (biases, words) = usesBias ? (" + \(count)", " + biases") : ("", "")
    return Arithmetic(
      "2 × (\(count) × \(count)\(biases))",
      words: "layer and gate × (features × features\(words))" + (usesBias ? "" : ", no bias"))
  }
}
