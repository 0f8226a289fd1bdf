import Networks

/// Writes a network as Keras 3's `model.to_json()` does, so that Keras itself loads it.
public enum ModelWriter {
  /// The JSON text of a model, indented, ending in a line break.
  ///
  /// - Parameters:
  ///   - network: the model.
  ///   - training: what to compile it with; without it Keras loads it uncompiled.
  /// - Precondition: every number of the network is finite.
  public static func json(
    _ network: ResolvedNetwork, training: TrainingDescription? = nil
  ) -> String {
    text(network, compilation: training.map(compilation))
  }

  /// The JSON text of a model with the compilation that its file has.
  ///
  /// What Gradmark trains with is written as Keras 3 does; all else as it stands, in Keras 3's words.
  public static func json(_ network: ResolvedNetwork, compiledAs reader: ModelReader) -> String {
    let training = try? reader.training()
    return text(network, compilation: training.map(compilation) ?? reader.currentCompilation)
  }

  private static func text(_ network: ResolvedNetwork, compilation: JSONValue?) -> String {
    let network = network.withoutSlashes
    let members =
      model(network) + [
        .init("build_config", ["input_shape": buildShape(network)]),
        .init("compile_config", compilation ?? [:]),
      ]
    return JSONWriter.text(.object(members), indentation: 2) + "\n"
  }

  /// The shape that a chain was built for; graphs write none.
  private static func buildShape(_ network: ResolvedNetwork) -> JSONValue {
    network.network.form == .sequential && network.isBuilt
      ? batched(network.layers[0].inputShape) : nil
  }

  /// The members of a model that may be a layer of another.
  static func model(_ network: ResolvedNetwork) -> [JSONValue.Member] {
    let name = JSONValue.string(network.network.name)
    switch network.network.form {
    case .sequential:
      let layers = network.isBuilt ? network.layers[...] : network.layers.dropFirst()
      return [
        .init("module", "keras"), .init("class_name", "Sequential"),
        .init(
          "config",
          [
            "name": name, "trainable": true, "dtype": policy(.float32),
            "layers": .array(layers.map { .object(layer($0)) }),
            "build_input_shape": buildShape(network),
          ]), .init("registered_name", nil),
      ]
    case .functional:
      return [
        .init("module", "keras.src.models.functional"), .init("class_name", "Functional"),
        .init(
          "config",
          [
            "name": name,
            "trainable": .bool(!network.layers.contains(where: \.description.isInFrozenGraph)),
            "layers": .array(placedLayers(network)),
            "input_layers": histories(network.network.inputs),
            "output_layers": histories(numberedOutputs(network.network)),
          ]), .init("registered_name", "Functional"),
      ]
    }
  }

  /// The outputs, numbered as Keras 3 does: graphs that are layers count the call that made them.
  private static func numberedOutputs(_ network: NetworkDescription) -> [TensorReference] {
    let graphs = Set(network.layers.filter(\.isGraph).map(\.description.name))
    return network.outputs.map { graphs.contains($0.layer) ? $0.ofCall($0.node + 1) : $0 }
  }

  /// The layers with their names and inbound nodes, as a graph lists them.
  private static func placedLayers(_ network: ResolvedNetwork) -> [JSONValue] {
    let types = Dictionary(
      network.layers.map { ($0.name, $0.description.outputType) }, uniquingKeysWith: { $1 })
    return zip(network.layers, network.network.layers).map { placed, described in
      // An input's one call takes nothing, and Keras writes no node for it. What else takes no tensor that is known
      // has its call as the file has it.
      let calls = zip(described.calls, placed.inputShapes).filter { call, _ in
        !call.tensors.isEmpty || call.arguments != nil
      }
      let nodes = calls.map { call, shapes in
        node(call, shapes, types, callStyle(placed.description.layer))
      }
      return .object(
        layer(placed) + [
          .init("name", .string(placed.name)), .init("inbound_nodes", .array(nodes)),
        ])
    }
  }

  static func callStyle(_ layer: any Layer) -> CallStyle {
    (layer as? any KerasLayer).map { type(of: $0).callStyle } ?? .arguments
  }

  private static func node(
    _ call: LayerCall, _ shapes: [Shape], _ types: [String: ElementType], _ style: CallStyle
  ) -> JSONValue {
    if let text = call.arguments, let node = try? JSONParser.parse(text.utf8) { return node }
    let tensors = zip(call.tensors, shapes).map { tensor, shape in
      argument(tensor, shape, types[tensor.layer] ?? .float32)
    }
    switch style {
    case .list where tensors.count > 1: return ["args": [.array(tensors)], "kwargs": [:]]
    case .initialState where tensors.count > 1:
      return [
        "args": [tensors[0]], "kwargs": ["initial_state": .array(Array(tensors.dropFirst()))],
      ]
    default: return ["args": .array(tensors), "kwargs": [:]]
    }
  }

  private static func argument(
    _ tensor: TensorReference, _ shape: Shape, _ type: ElementType
  ) -> JSONValue {
    [
      "class_name": "__keras_tensor__",
      "config": [
        "shape": batched(shape), "dtype": .string(type.rawValue), "keras_history": history(tensor),
      ],
    ]
  }

  private static func history(_ tensor: TensorReference) -> JSONValue {
    [.string(tensor.layer), .integer(tensor.node), .integer(tensor.tensor)]
  }

  /// One history by itself, several in a list.
  private static func histories(_ tensors: [TensorReference]) -> JSONValue {
    tensors.count == 1 ? history(tensors[0]) : .array(tensors.map(history))
  }

  /// A shape with its batch, null for what may be any size, or for all of it where nothing is known.
  static func batched(_ shape: Shape) -> JSONValue {
    guard shape.isRankKnown else { return nil }
    return .array(([shape.batchSize] + shape.axes).map { .integer(orNull: $0) })
  }

  /// The types of a layer.
  static func policy(_ precision: Precision) -> JSONValue {
    object("keras", "DTypePolicy", ["name": .string(precision.name)])
  }

  /// Keras's form for anything that has a class.
  static func object(_ module: String, _ className: String, _ config: JSONValue) -> JSONValue {
    [
      "module": .string(module), "class_name": .string(className), "config": config,
      "registered_name": nil,
    ]
  }
}

extension LayerDescription {
  /// The type of what it returns.
  fileprivate var outputType: ElementType {
    (layer as? InputLayer)?.type ?? precision.computeType
  }
}
