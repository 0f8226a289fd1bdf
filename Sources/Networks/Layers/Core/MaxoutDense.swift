/// The greatest of several dense layers' outputs; of Keras 1.
public struct MaxoutDense: UnaryLayer {
  /// The number of outputs.
  public var units: Int
  /// How many dense layers there are.
  public var pieces: Int
  /// Whether biases are added.
  public var usesBias: Bool
  /// The kernels, [pieces, inputs, units].
  public var kernel: WeightSettings
  /// The biases, [pieces, units].
  public var bias: WeightSettings

  /// Creates a layer.
  public init(
    units: Int, pieces: Int = 4, usesBias: Bool = true, kernel: WeightSettings = .glorotUniform,
    bias: WeightSettings = .zeros
  ) {
    self.units = units
    self.pieces = pieces
    self.usesBias = usesBias
    self.kernel = kernel
    self.bias = bias
  }

  public var className: String { "MaxoutDense" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(units, "output_dim")
    try requirePositive(pieces, "nb_feature")
    _ = try input.axes("features")
    return [units]
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    [LayerParameter(.kernel, [pieces, input.axes.last ?? nil, units], kernel)]
      + (usesBias ? [LayerParameter(.bias, [pieces, units], bias)] : [])
  }

  public func weightFormula(for input: Shape) -> WeightFormula? {
    (input.axes.last ?? nil).map {
      WeightFormula("unit", terms: [[$0]] + (usesBias ? [[1]] : []), multiple: pieces)
    }
  }
}
