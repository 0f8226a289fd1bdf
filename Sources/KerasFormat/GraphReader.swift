import Networks

/// Reads who is connected to whom, in the three forms that Keras has written.
enum GraphReader {
  /// The calls of a layer, each with the tensors it takes.
  ///
  /// - Parameter nodes: the layer's `inbound_nodes`.
  static func calls(
    _ nodes: JSONValue?, layer: String
  ) throws(ModelError) -> [[TensorReference]] {
    guard let nodes, nodes != .null else { return [] }
    guard let entries = nodes.elements else {
      throw ModelError(layer: layer, "'inbound_nodes' is \(nodes), but must be a list")
    }
    var calls: [[TensorReference]] = []
    for node in entries {
      calls.append(try tensors(node["args"] ?? node, layer: layer))
    }
    return calls
  }

  /// The tensors that a value refers to: one history, or any nesting of histories.
  static func tensors(_ value: JSONValue, layer: String?) throws(ModelError) -> [TensorReference] {
    if let history = value["config"]?["keras_history"] {
      return try tensors(history, layer: layer)
    }
    guard let elements = value.elements else {
      throw ModelError(
        layer: layer, "\(value) refers to no tensor; expected [layer, node, tensor]")
    }
    if elements.first?.text != nil { return [try reference(elements, layer: layer)] }
    var references: [TensorReference] = []
    for element in elements { references += try tensors(element, layer: layer) }
    return references
  }

  /// `["dense_1", 0, 0]`, where Keras 2 adds an object of arguments.
  private static func reference(
    _ history: [JSONValue], layer: String?
  ) throws(ModelError) -> TensorReference {
    guard (3...4).contains(history.count), let source = history[0].text,
      let node = history[1].wholeNumber, let tensor = history[2].wholeNumber
    else {
      throw ModelError(
        layer: layer,
        "\(JSONValue.array(history)) refers to no tensor; expected [layer, node, tensor]")
    }
    return TensorReference(layer: source, node: node, tensor: tensor)
  }
}
