import Networks

extension MultiHeadAttention: KerasLayer {
  static var classNames: [String] {
    ["MultiHeadAttention", "GroupedQueryAttention", "GroupQueryAttention"]
  }

  init(_ settings: Settings) throws(ModelError) {
    let keySize = try settings.requiredInteger("key_dim", "head_dim")
    self.init(
      heads: try settings.requiredInteger("num_heads", "num_query_heads"), keySize: keySize,
      valueSize: try settings.integer("value_dim"),
      sharedHeads: try settings.integer("num_key_value_heads"),
      outputShape: try settings.integers("output_shape"),
      usesBias: try settings.truth("use_bias", standard: true),
      usesGate: try settings.truth("use_gate", standard: false),
      kernel: try settings.weight("kernel", standard: .glorotUniform),
      bias: try settings.weight("bias", standard: .zeros),
      configuration: settings.keptConfiguration())
    attentionAxes = try settings.integers("attention_axes")
    weightsAreOfInnerLayers = !settings.isLegacy
  }

  var exportedName: String { sharedHeads == nil ? className : "GroupQueryAttention" }

  /// `tf.keras` has among the settings the shapes that the layer was built for, which Keras 3 takes for none.
  var config: [JSONValue.Member] {
    .kept(configuration).filter { !["query_shape", "key_shape", "value_shape"].contains($0.name) }
  }

  func weightFolders(at path: [String]) -> WeightFolders {
    let names = [
      "query": "query", "key": "key", "value": "value", "gate": "gate",
      "attention_output": "output",
    ]
    // By the names that Keras's code has for them: of the older class the gate's alone is a private one.
    func folder(_ name: String) -> WeightFolders {
      let mark = sharedHeads == nil && name != "gate" ? "" : "_"
      return WeightFolders(path: ["\(mark)\(name)_dense"])
    }
    return WeightFolders(path: path, inner: names.mapValues(folder))
  }
}
