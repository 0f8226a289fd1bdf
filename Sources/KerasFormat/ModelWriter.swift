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
    JSONWriter.text(model(network, compilation: training.map(compilation)), indentation: 2) + "\n"
  }

  /// The model as a value.
  static func model(_ network: ResolvedNetwork, compilation: JSONValue?) -> JSONValue {
    switch network.network.form {
    case .sequential:
      let shape = batched(network.layers[0].inputShape)
      return [
        "module": "keras", "class_name": "Sequential",
        "config": [
          "name": .string(network.network.name), "trainable": true, "dtype": policy(.float32),
          "layers": .array(network.layers.map { .object(layer($0)) }), "build_input_shape": shape,
        ],
        "registered_name": nil, "build_config": ["input_shape": shape],
        "compile_config": compilation ?? [:],
      ]
    case .functional:
      return [
        "module": "keras.src.models.functional", "class_name": "Functional",
        "config": [
          "name": .string(network.network.name), "trainable": true,
          "layers": .array(placedLayers(network)),
          "input_layers": histories(network.network.inputs),
          "output_layers": histories(network.network.outputs),
        ],
        "registered_name": "Functional", "build_config": ["input_shape": nil],
        "compile_config": compilation ?? [:],
      ]
    }
  }

  /// The layers with their names and inbound nodes, as a graph lists them.
  private static func placedLayers(_ network: ResolvedNetwork) -> [JSONValue] {
    let types = Dictionary(
      network.layers.map { ($0.name, $0.description.outputType) }, uniquingKeysWith: { $1 })
    return network.layers.map { placed in
      // An input's one call takes nothing, and Keras writes no node for it.
      let nodes = zip(placed.calls, placed.inputShapes).filter { !$0.0.isEmpty }
      return .object(
        layer(placed) + [
          .init("name", .string(placed.name)),
          .init(
            "inbound_nodes",
            .array(
              nodes.map { tensors, shapes in
                let arguments = zip(tensors, shapes).map { tensor, shape in
                  argument(tensor, shape, types[tensor.layer] ?? .float32)
                }
                return node(arguments, callStyle(placed.description.layer))
              })),
        ])
    }
  }

  private static func callStyle(_ layer: any Layer) -> CallStyle {
    (layer as? any KerasLayer).map { type(of: $0).callStyle } ?? .arguments
  }

  private static func node(_ arguments: [JSONValue], _ style: CallStyle) -> JSONValue {
    ["args": style == .list ? [.array(arguments)] : .array(arguments), "kwargs": [:]]
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

  /// A shape with its batch, null for what may be any size.
  static func batched(_ shape: Shape) -> JSONValue {
    .array(([shape.batchSize] + shape.axes).map { .integer(orNull: $0) })
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
