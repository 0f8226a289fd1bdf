import Networks

/// Reads who is connected to whom, in the three forms that Keras has written.
enum GraphReader {
  /// The calls of a layer, each with the tensors it takes.
  ///
  /// - Parameters:
  ///   - nodes: the layer's `inbound_nodes`.
  ///   - inputs: where the layer is a network, its inputs by name: one that is called with an object takes
  ///     its tensors in this order.
  ///   - kind: the layer, which tells how Gradmark writes its calls; `nil` where they are not written.
  static func calls(
    _ nodes: JSONValue?, layer: String, inputs: [String] = [], kind: (any Layer)? = nil
  ) throws(ModelError) -> [LayerCall] {
    guard let nodes, nodes != .null else { return [] }
    guard let entries = nodes.elements else {
      throw ModelError(layer: layer, "'inbound_nodes' is \(nodes), but must be a list")
    }
    var calls: [LayerCall] = []
    for node in entries {
      calls.append(
        node["args"] == nil
          ? LayerCall(try olderCall(node, layer: layer))
          : try call(node, Callee(name: layer, inputs: inputs, kind: kind)))
    }
    return calls
  }

  /// The names of a network's inputs in its order.
  ///
  /// - Parameter config: the network's; one without `input_layers` has none.
  static func inputNames(_ config: JSONValue?) -> [String] {
    guard let listed = config?["input_layers"] else { return [] }
    // What the network names them goes before what its layers are called.
    return listed.members?.map(\.name).sorted()
      ?? ((try? tensors(listed, layer: nil)) ?? []).map(\.layer)
  }

  /// Who is called.
  private struct Callee {
    let name: String
    let inputs: [String]
    let kind: (any Layer)?

    /// How Gradmark writes calls on several tensors.
    var style: CallStyle { kind.map(ModelWriter.callStyle) ?? .arguments }

    /// Whether it is Keras's operation of that name.
    var isNotEqual: Bool {
      guard let operation = kind?.known(as: UnknownLayer.self) else { return false }
      return operation.className == "NotEqual" && operation.hasOwnBatch
    }
  }

  /// Whether calls have the form of Keras 3.
  static func isOfKeras3(_ nodes: JSONValue?) -> Bool {
    nodes?.elements?.first?["args"] != nil
  }

  /// Whether some call asks attention for its scores beside what it makes of them.
  static func asksForScores(_ nodes: JSONValue?) -> Bool {
    (nodes?.elements ?? []).contains { node in
      if let arguments = node["kwargs"] {
        return arguments["return_attention_scores"] == .bool(true)
      }
      // Keras 1 and 2 have named arguments at the end of a history.
      return (node.elements ?? []).contains {
        $0.elements?.last?["return_attention_scores"] == .bool(true)
      }
    }
  }

  /// A call as Keras 3 writes it: tensors among other arguments, with and without names.
  private static func call(_ node: JSONValue, _ layer: Callee) throws(ModelError) -> LayerCall {
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
    // One list of tensors, one object of them, or tensors alone.
    let grouped = arguments.count == 1 ? arguments[0].elements ?? objects(arguments.first) : nil
    let isPlain = (grouped ?? arguments).count == references.count
    // What Keras writes down of a call that was given none: no mask, and no word about training. Masks that are
    // tensors are known as such.
    let isStandard = members.allSatisfy { member in
      member.value.saysNothing || member.name == "mask" && member.value.isTensors
    }
    // Whether the references alone are written again in the form that the file has.
    let isList = references.count > 1 && layer.style == .list
    let isWritable =
      named.isEmpty && isPlain && objects(arguments.first) == nil && isList == (grouped != nil)
    return LayerCall(
      references + masks, maskCount: masks.count,
      arguments: isWritable ? nil : JSONWriter.text(node),
      hasSettings: !(isPlain && isStandard),
      isReversed: (node["kwargs"]?["reverse"] ?? arguments.dropFirst().first) == .bool(true),
      tellsNonzero: layer.isNotEqual && arguments.count == 2 && arguments[0].isHistory
        && arguments[1].realNumber == 0 && named.allSatisfy(\.saysNothing))
  }

  /// The values of an object that was passed as such; `nil` for what else Keras writes by an object, which has
  /// a class.
  private static func objects(_ argument: JSONValue?) -> [JSONValue]? {
    argument?["class_name"] == nil ? argument?.members?.map(\.value) : nil
  }

  /// The tensors within an argument, which may be a number, a text or a list as well.
  private static func collect(
    _ argument: JSONValue, layer: Callee, into references: inout [TensorReference]
  ) throws(ModelError) {
    if let history = argument["config"]?["keras_history"] {
      references += try tensors(history, layer: layer.name)
      return
    }
    for element in argument.elements ?? named(argument, layer) {
      try collect(element, layer: layer, into: &references)
    }
  }

  /// What an object has for a network's inputs, in the network's order; that of the names where they are no
  /// network's.
  private static func named(_ argument: JSONValue, _ layer: Callee) -> [JSONValue] {
    guard argument["class_name"] == nil, let members = argument.members else { return [] }
    let inputs = layer.inputs.compactMap { argument[$0] }
    return inputs.isEmpty || inputs.count < layer.inputs.count
      ? members.sorted { $0.name < $1.name }.map(\.value) : inputs
  }

  /// A call as Keras 1 and 2 write it.
  private static func olderCall(
    _ node: JSONValue, layer: String
  ) throws(ModelError) -> [TensorReference] {
    let call = OlderCall(node)
    var references = try tensors(node, layer: layer)
    for argument in call.named.members ?? [] {
      try collectOlder(argument.value, layer: layer, into: &references)
    }
    return references
  }

  /// The tensors within a named argument: [layer, node, tensor], or a list or an object in which there are such;
  /// anything else is a plain value.
  private static func collectOlder(
    _ value: JSONValue, layer: String, into references: inout [TensorReference]
  ) throws(ModelError) {
    if let parts = value.elements, parts.count == 3, parts[0].text != nil {
      // A list of texts is none.
      guard parts[1].text == nil else { return }
      references.append(try reference(parts, layer: layer))
      return
    }
    for inner in value.elements ?? value.members?.map(\.value) ?? [] {
      try collectOlder(inner, layer: layer, into: &references)
    }
  }

  /// The tensors that a value refers to: one history, or any nesting of histories.
  static func tensors(_ value: JSONValue, layer: String?) throws(ModelError) -> [TensorReference] {
    if let history = value["config"]?["keras_history"] {
      return try tensors(history, layer: layer)
    }
    // Networks of named inputs or outputs write an object of histories, which Keras takes by the order of the
    // names, whatever their order in the file; the order of layers, and so of weights, follows from it.
    let named = value.members?.sorted { $0.name < $1.name }.map(\.value)
    guard let elements = value.elements ?? named else {
      throw ModelError(
        layer: layer, "\(value) refers to no tensor; expected [layer, node, tensor]")
    }
    if elements.first == OlderCall.constant { return [] }
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

extension JSONValue {
  /// Whether an argument says nothing, as does a mask for each of several tensors of which none is there.
  var saysNothing: Bool {
    if let values = elements ?? members?.map(\.value) { return values.allSatisfy(\.saysNothing) }
    return self == .null || self == .bool(false)
  }

  /// Whether it stands for a tensor of the graph.
  fileprivate var isHistory: Bool { self["config"]?["keras_history"] != nil }

  /// The same, or a list of such alone.
  fileprivate var isTensors: Bool { elements?.allSatisfy(\.isHistory) ?? isHistory }
}
