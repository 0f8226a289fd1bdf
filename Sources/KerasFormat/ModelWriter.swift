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
    JSONWriter.text(model(network, training), indentation: 2) + "\n"
  }

  /// The model as a value.
  static func model(_ network: ResolvedNetwork, _ training: TrainingDescription?) -> JSONValue {
    let compilation = training.map(compilation) ?? [:]
    switch network.network.form {
    case .sequential:
      let shape = batched(network.layers[0].inputShape)
      return [
        "module": "keras", "class_name": "Sequential",
        "config": [
          "name": .string(network.network.name), "trainable": true, "dtype": float32,
          "layers": .array(network.layers.map { .object(layer($0)) }), "build_input_shape": shape,
        ],
        "registered_name": nil, "build_config": ["input_shape": shape],
        "compile_config": compilation,
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
        "compile_config": compilation,
      ]
    }
  }

  /// The layers with their names and inbound nodes, as a graph lists them.
  private static func placedLayers(_ network: ResolvedNetwork) -> [JSONValue] {
    network.layers.map { placed in
      // An input's one call takes nothing, and Keras writes no node for it.
      let nodes = zip(placed.calls, placed.inputShapes).filter { !$0.0.isEmpty }
      return .object(
        layer(placed) + [
          .init("name", .string(placed.name)),
          .init("inbound_nodes", .array(nodes.map { node($0, $1) })),
        ])
    }
  }

  private static func node(_ tensors: [TensorReference], _ shape: Shape) -> JSONValue {
    [
      "args": .array(
        tensors.map { tensor in
          [
            "class_name": "__keras_tensor__",
            "config": [
              "shape": batched(shape), "dtype": "float32", "keras_history": history(tensor),
            ],
          ]
        }),
      "kwargs": [:],
    ]
  }

  private static func history(_ tensor: TensorReference) -> JSONValue {
    [.string(tensor.layer), .integer(tensor.node), .integer(tensor.tensor)]
  }

  /// One history by itself, several in a list.
  private static func histories(_ tensors: [TensorReference]) -> JSONValue {
    tensors.count == 1 ? history(tensors[0]) : .array(tensors.map(history))
  }

  /// A shape with null for the batch.
  static func batched(_ shape: Shape) -> JSONValue {
    .array([.null] + shape.dimensions.map { .integer($0) })
  }

  static let float32 = object("keras", "DTypePolicy", ["name": "float32"])

  /// Keras's form for anything that has a class.
  static func object(_ module: String, _ className: String, _ config: JSONValue) -> JSONValue {
    [
      "module": .string(module), "class_name": .string(className), "config": config,
      "registered_name": nil,
    ]
  }
}
