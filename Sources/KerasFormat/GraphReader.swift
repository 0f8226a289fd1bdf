import Networks

/// Reads who is connected to whom, in the three forms that Keras has written.
enum GraphReader {
  /// The calls of a layer, each with the tensors it takes.
  ///
  /// - Parameter nodes: the layer's `inbound_nodes`.
  static func calls(
    _ nodes: JSONValue?, layer: String
  ) throws(ModelError) -> [LayerCall] {
    guard let nodes, nodes != .null else { return [] }
    guard let entries = nodes.elements else {
      throw ModelError(layer: layer, "'inbound_nodes' is \(nodes), but must be a list")
    }
    var calls: [LayerCall] = []
    for node in entries {
      calls.append(
        node["args"] == nil
          ? LayerCall(try olderCall(node, layer: layer)) : try call(node, layer: layer))
    }
    return calls
  }

  /// Whether some call asks attention for its scores beside what it makes of them.
  static func asksForScores(_ nodes: JSONValue?) -> Bool {
    (nodes?.elements ?? []).contains { node in
      // Keras 1 and 2 have named arguments at the end of a history.
      let older = (node.elements ?? []).compactMap { $0.elements?.last ?? nil }
      return ([node["kwargs"]].compactMap(\.self) + older).contains {
        $0["return_attention_scores"] == .bool(true)
      }
    }
  }

  /// A call as Keras 3 writes it: tensors among other arguments, with and without names.
  private static func call(_ node: JSONValue, layer: String) throws(ModelError) -> LayerCall {
    let members = node["kwargs"]?.members ?? []
    let named = members.map(\.value)
    let arguments = node["args"]?.elements ?? []
    var references: [TensorReference] = [], masks: [TensorReference] = []
    for argument in arguments { try collect(argument, layer: layer, into: &references) }
    for member in members {
      if member.name == "mask" || member.name.hasSuffix("_mask") {
        try collect(member.value, layer: layer, into: &masks)
      } else {
        try collect(member.value, layer: layer, into: &references)
      }
    }
    // One list of tensors, or tensors alone, can be written again from the references.
    let positional = arguments.count == 1 ? arguments[0].elements ?? arguments : arguments
    let isPlain = named.isEmpty && positional.count == references.count
    // What Keras writes down of a call that was given none: no mask, and no word about training.
    let isStandard = named.allSatisfy { $0 == .null || $0 == .bool(false) }
    return LayerCall(
      references + masks, maskCount: masks.count, arguments: isPlain ? nil : JSONWriter.text(node),
      hasSettings: !isPlain && !(isStandard && positional.count == references.count))
  }

  /// The tensors within an argument, which may be a number, a text or a list as well.
  private static func collect(
    _ argument: JSONValue, layer: String, into references: inout [TensorReference]
  ) throws(ModelError) {
    if let history = argument["config"]?["keras_history"] {
      references += try tensors(history, layer: layer)
    } else {
      for element in argument.elements ?? [] {
        try collect(element, layer: layer, into: &references)
      }
    }
  }

  /// A call as Keras 1 and 2 write it: histories, of which the fourth entry holds named arguments.
  private static func olderCall(
    _ node: JSONValue, layer: String
  ) throws(ModelError) -> [TensorReference] {
    var references = try tensors(node, layer: layer)
    for history in node.elements ?? [] {
      guard let arguments = history.elements?.last?.members else { continue }
      for argument in arguments {
        // [layer, node, tensor] or a list of such; anything else is a plain value.
        let candidates =
          argument.value.elements?.first?.text == nil
          ? argument.value.elements ?? [] : [argument.value]
        for candidate in candidates {
          guard let parts = candidate.elements, parts.count == 3, parts[0].text != nil else {
            continue
          }
          references.append(try reference(parts, layer: layer))
        }
      }
    }
    return references
  }

  /// The tensors that a value refers to: one history, or any nesting of histories.
  static func tensors(_ value: JSONValue, layer: String?) throws(ModelError) -> [TensorReference] {
    if let history = value["config"]?["keras_history"] {
      return try tensors(history, layer: layer)
    }
    // Networks of named outputs write an object of histories.
    guard let elements = value.elements ?? value.members?.map(\.value) else {
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

  /// Counts the calls of a network that is a layer from its first one in this graph: Keras 1 and 2 count
  /// the one by which the network itself was made, but do not list it.
  static func countCallsFromZero(
    _ layers: inout [NetworkLayer], _ outputs: inout [TensorReference]
  ) {
    let tensors = layers.flatMap { $0.calls.flatMap(\.tensors) } + outputs
    guard tensors.contains(where: { $0.node == 1 }) else { return }
    var leastNodes: [String: Int] = [:]
    for tensor in tensors {
      leastNodes[tensor.layer] = min(leastNodes[tensor.layer] ?? .max, tensor.node)
    }
    // Every call that is listed is taken by somebody, so the first one has number 0 or 1.
    let shifted = Set(leastNodes.filter { $0.value == 1 }.keys)
    guard !shifted.isEmpty else { return }
    func counted(_ tensor: TensorReference) -> TensorReference {
      shifted.contains(tensor.layer)
        ? TensorReference(layer: tensor.layer, node: tensor.node - 1, tensor: tensor.tensor)
        : tensor
    }
    for layer in layers.indices {
      for call in layers[layer].calls.indices {
        layers[layer].calls[call].tensors = layers[layer].calls[call].tensors.map(counted)
      }
    }
    outputs = outputs.map(counted)
  }
}
