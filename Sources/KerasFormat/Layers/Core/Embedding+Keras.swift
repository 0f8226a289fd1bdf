import Networks

extension Embedding: KerasLayer {
  static var classNames: [String] { ["Embedding"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      vocabularySize: try settings.requiredInteger("input_dim"),
      width: try settings.requiredInteger("output_dim"),
      masksZero: try settings.truth("mask_zero", standard: false),
      embeddings: try settings.weight(
        "embeddings", oldInitializer: "init", oldPrefix: "W",
        standard: WeightSettings(.randomUniform(minimum: -0.05, maximum: 0.05))))
  }

  var config: [JSONValue.Member] {
    [.init("input_dim", .integer(vocabularySize)), .init("output_dim", .integer(width))]
      + .initializers(("embeddings", embeddings))
      + .penalties(("embeddings", embeddings), hasActivity: true)
      + [.init("mask_zero", .bool(masksZero)), .init("quantization_config", nil)]
  }

  /// `input_dim` is the vocabulary here, and the number of steps may be left open.
  static func statedInputShape(_ settings: Settings) throws(ModelError) -> Shape? {
    let lengths = try settings.integers("input_length")
    return Shape(axes: lengths ?? [nil])
  }
}
