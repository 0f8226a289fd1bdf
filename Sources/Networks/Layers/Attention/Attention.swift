/// Keras's `Attention` and `AdditiveAttention`: values weighted by how well keys fit a query.
public struct Attention: Layer {
  /// Whether scores are sums through tanh, as Bahdanau has them, with a scale of every feature.
  public var isAdditive: Bool
  /// Whether scores are scaled by a weight.
  public var usesScale: Bool
  /// How scores are made, where they are not additive: `dot` or `concat`.
  public var scoreMode: String
  /// Whether calls return the scores, too.
  public var returnsScores = false
  /// The share of scores that is dropped in training.
  public var dropout: Double
  /// Draws the dropped ones.
  public var seed: Int?

  /// Creates a layer.
  public init(
    isAdditive: Bool = false, usesScale: Bool = false, scoreMode: String = "dot",
    dropout: Double = 0, seed: Int? = nil
  ) {
    self.isAdditive = isAdditive
    self.usesScale = usesScale
    self.scoreMode = scoreMode
    self.dropout = dropout
    self.seed = seed
  }

  public var className: String { isAdditive ? "AdditiveAttention" : "Attention" }
  /// Query, value and, where it is another tensor, key.
  public var inputCount: InputCount { .range(2...3) }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    let output = inputs[0].replacingLastAxis(with: try inputs[1].lastAxis())
    guard returnsScores else { return [output] }
    guard inputs[0].isRankKnown, inputs[1].isRankKnown, inputs[1].rank > 1 else {
      return [output, .unknown]
    }
    let values = inputs[1].axes[inputs[1].rank - 2]
    return [output, Shape(axes: inputs[0].axes.dropLast() + [values])]
  }

  public func parameters(for inputs: [Shape]) -> [LayerParameter] {
    let role = ParameterDescription.Role(rawValue: "scale")
    if isAdditive {
      let settings = WeightSettings.glorotUniform
      return usesScale ? [LayerParameter(role, [inputs[0].axes.last ?? nil], settings)] : []
    }
    let concatenated = ParameterDescription.Role(rawValue: "concat_score_weight")
    return (usesScale ? [LayerParameter(role, [], .ones)] : [])
      + (scoreMode == "concat" ? [LayerParameter(concatenated, [], .ones)] : [])
  }
}
