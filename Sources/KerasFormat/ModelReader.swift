import Networks

/// A model file of Keras 1, 2 or 3, as `model.to_json()` writes it, by itself or in a wrapper.
public struct ModelReader: Sendable {
  /// The network that the file describes; its shapes are not checked before `resolved()`.
  public let network: NetworkDescription
  /// What the model was compiled with; `nil` where it never was.
  let compilation: JSONValue?
  /// The policy of types that the model itself states; `nil` where it states none.
  let policy: String?
  private let manifest: JSONValue?

  /// Whether the file says how the model was compiled.
  public var isCompiled: Bool { compilation != nil }

  /// Reads a model.
  ///
  /// - Parameter json: the file's bytes, UTF-8.
  /// - Throws: a `ModelError` for what is no model, or with every layer and setting that is wrong;
  ///   each names the layer, the value and the remedy.
  public init(json: some Sequence<UInt8>) throws(ModelError) {
    let document = try ModelDocument(file: Array(json))
    network = try Self.network(
      document.className, document.config, isLegacy: document.isLegacy, depth: 0)
    compilation = document.compilation
    manifest = document.manifest
    let types = document.config["dtype"]
    policy = types?.text ?? types?["config"]?["name"]?.text
  }

  /// Where a file of TensorFlow.js has the weights; `nil` where it lists none.
  ///
  /// - Throws: a `ModelError` where the list is damaged.
  public func weightsManifest() throws(ModelError) -> WeightsManifest? {
    guard let manifest else { return nil }
    let weights = try WeightsManifest(manifest)
    return weights.weights.isEmpty ? nil : weights
  }

  /// The network that a class and its config describe.
  ///
  /// - Parameter depth: how many networks it is inside.
  static func network(
    _ className: String, _ config: JSONValue, isLegacy: Bool, depth: Int
  ) throws(ModelError) -> NetworkDescription {
    // Wrappers resolve what is inside them several times, which doubles the work with each level.
    guard depth < 16 else {
      throw ModelError("more than 16 networks within one another; no model has so many")
    }
    let isGraph = config["input_layers"] != nil || config["output_layers"] != nil
    switch className {
    case "Sequential": return try sequential(config, isLegacy: isLegacy, depth: depth)
    case "Functional", "Model": return try functional(config, isLegacy: isLegacy, depth: depth)
    case _ where isGraph: return try functional(config, isLegacy: isLegacy, depth: depth)
    case _ where isChain(config): return try sequential(config, isLegacy: isLegacy, depth: depth)
    default:
      throw ModelError(FileKind.sentence(forClass: className))
    }
  }

  /// Whether a `config` of a class of the file's own lists layers one behind the other.
  private static func isChain(_ config: JSONValue) -> Bool {
    guard let entries = config["layers"]?.elements, !entries.isEmpty else { return false }
    return entries.allSatisfy {
      $0["class_name"] != nil && $0["config"] != nil && $0["inbound_nodes"] == nil
    }
  }

  /// The layers of a `config`, which older versions gave as the bare list.
  private static func entries(_ config: JSONValue) throws(ModelError) -> [JSONValue] {
    guard let entries = config.elements ?? config["layers"]?.elements else {
      throw ModelError("the model has no layers; add a list of them under 'layers'")
    }
    return entries
  }

  private static func name(_ config: JSONValue, standard: String) throws(ModelError) -> String {
    let name = config["name"]?.text ?? standard
    try checkName(name)
    return name
  }

  private static func checkName(_ name: String) throws(ModelError) {
    guard name.isName else {
      throw ModelError(
        "the name \(quoted(name)) is empty or has characters that do not print; change it")
    }
  }
}

extension ModelReader {
  private static func sequential(
    _ config: JSONValue, isLegacy: Bool, depth: Int
  ) throws(ModelError) -> NetworkDescription {
    // What a chain says of itself no Keras heeds: what is frozen are its layers.
    var reading = LayerListReader(isFrozen: false, isLegacy: isLegacy, depth: depth)
    var layers: [LayerDescription] = []
    var input: (name: String, layer: InputLayer)?
    var hasUnknown = false
    let entries = try entries(config)
    layers.reserveCapacity(entries.count)
    let name = try name(config, standard: "sequential")
    // A chain to which nothing was added yet has no first layer.
    let branches = try entries.first.flatMap { first throws(ModelError) in
      try OldMerge.network(name, first, isLegacy: isLegacy, depth: depth)
    }
    let read = try reading.each(of: entries) { reading, index, name throws(ModelError) in
      let (layer, settings) = try reading.layer(entries[index], name: name)
      guard index == 0 else {
        if layer.isInput {
          throw ModelError(
            layer: layer.name, "an input in the middle of a Sequential model; put it first")
        }
        return (layer: layer, inputShape: Shape?.none)
      }
      if settings.className == "InputLayer" { return (layer, nil) }
      // A network that was read is not read again for its input: each level would double the work.
      let nested = (layer.layer as? NestedModel)?.statedInput
      let declared =
        nested
        ?? reading.keeping(settings) { () throws(ModelError) in
          try LayerReader.declaredInputShape(settings)
        } ?? nil
      return (layer, declared ?? (layer.isOwnClass ? builtShape(entries[index]) : nil))
    }
    for (index, entry) in entries.enumerated() {
      var layer = read[index].layer
      if let inputLayer = layer.input {
        input = (layer.name, inputLayer)
        continue
      }
      if let shape = read[index].inputShape { input = (layer.name + "_input", InputLayer(shape)) }
      if hasUnknown { layer.statedInputShape = builtShape(entry) }
      if var unknown = layer.layer.known(as: UnknownLayer.self) {
        hasUnknown = true
        if entries.indices.contains(index + 1), let shape = builtShape(entries[index + 1]) {
          unknown.outputs = [shape]
          layer.layer = unknown
        }
      }
      layers.append(layer)
    }
    if let branches {
      return try reading.checked(graph(name, branches.layers, branches.inputs, layers))
    }
    // Without an input the network waits for the shape of its first data, or for its call.
    let entrance = input ?? (name: "input", layer: InputLayer(.unknown))
    return try reading.checked(
      NetworkDescription(
        sequential: name, input: entrance.layer, inputName: entrance.name, layers: layers))
  }

  /// The shape that a layer was built for, as Keras 3 writes it.
  private static func builtShape(_ entry: JSONValue) -> Shape? {
    DeclaredShapes.shape(entry["build_config"]?["input_shape"])
  }

  /// A chain behind several branches, whose outputs its first layer takes.
  private static func graph(
    _ name: String, _ branches: [NetworkLayer], _ inputs: [TensorReference],
    _ chain: [LayerDescription]
  ) -> NetworkDescription {
    var layers = branches
    var taken = branches.filter { !$0.description.isInput }
      .map { TensorReference(layer: $0.description.name) }
    for layer in chain {
      layers.append(NetworkLayer(layer, calls: [LayerCall(taken)]))
      taken = [TensorReference(layer: layer.name)]
    }
    return NetworkDescription(name: name, layers: layers, inputs: inputs, outputs: taken)
  }

  private static func functional(
    _ config: JSONValue, isLegacy: Bool, depth: Int
  ) throws(ModelError) -> NetworkDescription {
    // Of a network that is a layer of another one, Keras asks the layers inside alone.
    let isFrozen = depth == 0 && config["trainable"] == .bool(false)
    var reading = LayerListReader(isFrozen: isFrozen, isLegacy: isLegacy, depth: depth)
    let entries = try entries(config)
    var layers = try reading.each(of: entries) { reading, index, name throws(ModelError) in
      try graphLayer(entries[index], name, &reading)
    }
    guard let listed = config["output_layers"] else {
      throw ModelError("the model lacks 'output_layers'; say which tensors it returns")
    }
    var outputs = try GraphReader.tensors(listed, layer: nil)
    CallNumbers(layers, entries: entries, outputs: outputs).countFromZero(&layers, &outputs)
    if layers.contains(where: { $0.description.layer.known(as: UnknownLayer.self) != nil }) {
      var declared = DeclaredShapes()
      for entry in entries { declared.note(entry["inbound_nodes"]) }
      declared.fill(&layers, outputs: outputs)
      for (index, entry) in entries.enumerated() {
        layers[index].description.statedInputShape = builtShape(entry)
      }
    }
    var inputs: [TensorReference]?
    if let listed = config["input_layers"] { inputs = try GraphReader.tensors(listed, layer: nil) }
    return try reading.checked(
      NetworkDescription(
        name: try name(config, standard: "functional"), layers: layers, inputs: inputs,
        outputs: outputs))
  }

  /// One layer of a graph with its calls.
  private static func graphLayer(
    _ entry: JSONValue, _ name: String, _ reading: inout LayerListReader
  ) throws(ModelError) -> NetworkLayer {
    var (layer, settings) = try reading.layer(entry, name: name)
    let nodes = entry["inbound_nodes"]
    if var operation = layer.layer.known(as: UnknownLayer.self), operation.hasOwnBatch {
      // Keras 2 has what an operation was given with its calls.
      operation.kind = .operation(settings.operation(in: nodes))
      layer.layer = operation
    }
    if GraphReader.asksForScores(nodes) {
      layer.layer = layer.layer.returningScores(inKeras3: GraphReader.isOfKeras3(nodes))
    }
    let calls = reading.keeping(settings) { () throws(ModelError) in
      try GraphReader.calls(
        nodes, layer: layer.name, inputs: GraphReader.inputNames(entry["config"]),
        kind: layer.layer)
    }
    return NetworkLayer(layer, calls: calls ?? [])
  }
}

extension LayerDescription {
  /// Whether its class is the file's own.
  fileprivate var isOwnClass: Bool { layer.known(as: UnknownLayer.self) != nil }
}

extension Layer {
  /// The layer as it is where calls ask for its scores, too; itself where it has none.
  fileprivate func returningScores(inKeras3: Bool) -> any Layer {
    if var attention = self as? MultiHeadAttention {
      attention.returnsScores = true
      attention.hasSquareScores = inKeras3
      return attention
    }
    guard var attention = self as? Attention else { return self }
    attention.returnsScores = true
    return attention
  }
}
