import Networks
import Testing

@testable import KerasFormat

/// Operations in graphs against the shapes that Keras 3 and Keras 2 themselves give them:
/// `Benchmarks/Keras/make_operation_table.py` wrote the table.
@Suite struct OperationTableTests {
  /// One model and the shapes of what its layers return.
  struct Entry {
    let operation: String
    let form: String
    let model: JSONValue
    let shapes: [JSONValue.Member]
  }

  static let entries: [Entry] = try! Fixture.text("operations.jsonl").split(separator: "\n").map {
    let line = try JSONParser.parse($0.utf8)
    return Entry(
      operation: line["operation"]?.text ?? "", form: line["form"]?.text ?? "",
      model: line["model"] ?? nil, shapes: line["shapes"]?.members ?? [])
  }

  static let names = Set(entries.map { "\($0.form) \($0.operation)" }).sorted()

  @Test func allThreeFormsAreThere() {
    #expect(Set(Self.entries.map(\.form)) == ["keras3", "keras2", "nodes"])
    #expect(Self.entries.count > 150)
  }

  @Test(arguments: names)
  func shapesAreThoseOfKeras(name: String) throws {
    for entry in Self.entries where "\(entry.form) \(entry.operation)" == name {
      let reader = try ModelReader(json: JSONWriter.text(entry.model).utf8)
      let network = try reader.network.resolved()
      for stated in entry.shapes {
        let layer = try #require(network.layers.first { $0.name == stated.name })
        let shapes = layer.outputShapes[0].map(ModelWriter.batched)
        // Shapes here have a batch, so a number by itself has none.
        let expected = (stated.value.elements ?? []).map { $0 == .array([]) ? .null : $0 }
        #expect(shapes == expected, "\(name), \(stated.name)")
      }
      #expect(network.uncountedLayers.isEmpty)
    }
  }
}

/// Operations in whole `.h5` files of Keras 3, which have classes without their modules.
@Suite struct OperationModuleTests {
  /// The layers of a graph as they are written after `.h5` files had them.
  private func written(
    _ layers: [JSONValue], _ inputs: JSONValue, _ outputs: JSONValue
  ) throws -> [JSONValue] {
    let bare = layers.map { layer in
      JSONValue.object(
        (layer.members ?? []).filter { !["module", "registered_name"].contains($0.name) })
    }
    let model: JSONValue = [
      "class_name": "Functional",
      "config": [
        "name": "net", "layers": .array(bare), "input_layers": inputs, "output_layers": outputs,
      ],
    ]
    let network = try ModelReader(json: JSONWriter.text(model).utf8).network.resolved()
    #expect(network.uncountedLayers.isEmpty)
    let text = ModelWriter.json(network)
    return try JSONParser.parse(text.utf8)["config"]?["layers"]?.elements ?? []
  }

  @Test func modulesAreThoseOfKeras() throws {
    for entry in OperationTableTests.entries where entry.form == "keras3" {
      let config = entry.model["config"] ?? nil
      let layers = config["layers"]?.elements ?? []
      let again = try written(
        layers, config["input_layers"] ?? nil, config["output_layers"] ?? nil)
      #expect(again.map { $0["module"] } == layers.map { $0["module"] }, "\(entry.operation)")
    }
  }

  /// Operations of whose shapes nothing is known have no weights either.
  @Test(arguments: [
    ("Softmax", "nn"), ("LogSoftmax", "nn"), ("Relu6", "nn"), ("Glu", "nn"), ("Erfinv", "math"),
    ("RFFT", "math"), ("InTopK", "math"), ("Det", "linalg"), ("ExtractPatches", "image"),
    ("StopGradient", "core"), ("Rearrange", "einops"), ("Maximum", "numpy"), ("Rot90", "numpy"),
  ])
  func everyOperationHasItsModule(className: String, module: String) throws {
    let tensor: JSONValue = [
      "class_name": "__keras_tensor__",
      "config": ["shape": [nil, 4, 4], "dtype": "float32", "keras_history": ["in", 0, 0]],
    ]
    let layers = try written(
      [
        [
          "class_name": "InputLayer", "name": "in", "inbound_nodes": [],
          "config": ["name": "in", "batch_shape": [nil, 4, 4]],
        ],
        [
          "class_name": .string(className), "name": "op", "config": ["name": "op"],
          "inbound_nodes": [["args": [tensor], "kwargs": [:]]],
        ],
      ], [["in", 0, 0]], [["op", 0, 0]])
    #expect(layers.last?["class_name"] == .string(className))
    #expect(layers.last?["module"] == .string("keras.src.ops.\(module)"))
  }
}

/// What the table has not: arguments that leave shapes open, and hostile ones.
@Suite struct OperationTests {
  /// A model of one input [4, 6] and one function of TensorFlow.
  private func shape(
    _ function: String, _ arguments: JSONValue, first: JSONValue? = nil
  ) throws -> Shape {
    let history: JSONValue = first ?? ["in", 0, 0, arguments]
    let model: JSONValue = [
      "class_name": "Functional",
      "config": [
        "name": "net",
        "layers": [
          [
            "class_name": "InputLayer", "name": "in", "inbound_nodes": [],
            "config": ["name": "in", "batch_input_shape": [nil, 4, 6]],
          ],
          [
            "class_name": "TFOpLambda", "name": "op", "inbound_nodes": [history],
            "config": ["name": "op", "function": .string(function)],
          ],
        ],
        "input_layers": [["in", 0, 0]], "output_layers": [["op", 0, 0]],
      ],
    ]
    return try ModelReader(json: JSONWriter.text(model).utf8).network.resolved().layers[1]
      .outputShape
  }

  @Test func whatIsWorkedOutIsOpen() throws {
    #expect(try shape("reshape", ["shape": [["in", 0, 0], 24]]) == [24])
    // Keras may know this one, from tensors whose values it follows.
    #expect(try shape("reshape", ["shape": [-1, ["in", 0, 0], 2]]) == .unknown)
    #expect(try shape("math.reduce_sum", ["axis": ["in", 0, 0]]) == .unknown)
  }

  @Test func valuesInPlaceOfTensorsAreNoInputs() throws {
    let call: JSONValue = ["_CONSTANT_VALUE", -1, 1, ["y": ["in", 0, 0], "name": nil]]
    #expect(try shape("math.subtract", [:], first: call) == [4, 6])
  }

  @Test(
    arguments: [
      ("split", ["num_or_size_splits": 9_000_000_000_000, "axis": 1]),
      ("tile", ["multiples": [1, 9_223_372_036_854_775_807, 1]]),
      ("transpose", ["perm": [0, 1, 1]]), ("transpose", ["perm": [0, 5, 1]]),
      ("expand_dims", ["axis": 9_223_372_036_854_775_807]),
      ("reshape", ["shape": [-1, 0, 2]]), ("nn.depth_to_space", ["block_size": -2]),
      ("__operators__.getitem", ["slice_spec": [0, 0, 0, 0]]),
      (
        "__operators__.getitem",
        [
          "slice_spec": [
            ["start": nil, "step": -9_223_372_036_854_775_808], ["start": 0, "step": 0],
          ]
        ]
      ),
      ("strided_slice", ["begin": [0, 0], "end": [1, 1], "strides": [1, 0]]),
      ("pad", ["paddings": [[0, 0], [9_223_372_036_854_775_807, 1], [0, 0]]]),
      ("one_hot", ["depth": -3]), ("math.reduce_mean", ["axis": -9_223_372_036_854_775_808]),
    ] as [(String, JSONValue)])
  func impossibleArgumentsCrashNothing(function: String, arguments: JSONValue) throws {
    let shape = try shape(function, arguments)
    #expect(!shape.isKnown)
  }

  @Test func placesOutOfOrderCrashNothing() throws {
    let settings = Settings(
      layer: "split", className: "Split", module: "keras.src.ops.numpy",
      config: ["indices_or_sections": [9_223_372_036_854_775_807, -9_223_372_036_854_775_808]])
    #expect(settings.operation(in: nil) == nil)
    let ordered = Settings(
      layer: "split", className: "Split", module: "keras.src.ops.numpy",
      config: ["indices_or_sections": [1, 3], "axis": -1])
    #expect(ordered.operation(in: nil) == .splitSizes([1, 2, nil], axis: -1))
  }

  /// Keras 3 refuses such layers, whatever is written.
  @Test func functionsThatKeras3LacksAreTold() throws {
    let entry = try #require(
      OperationTableTests.entries.first { $0.form == "keras2" && $0.operation == "network" })
    let network = try ModelReader(json: JSONWriter.text(entry.model).utf8).network.resolved()
    let advice = try #require(network.laterKerasAdvice.first)
    #expect(advice.contains("Keras 3 has no TFOpLambda"))
    #expect(advice.contains("does not load 'tf.reshape") && advice.contains("and 3 more"))
  }

  /// Two tensors that a layer takes by name are its inputs, however deep they stand among the arguments.
  @Test func namedTensorsAreInputs() throws {
    let node: JSONValue = [
      "in", 0, 0, ["slice_spec": [["start": nil, "stop": ["in", 0, 0], "step": nil], 0]],
    ]
    let calls = try GraphReader.calls(.array([node]), layer: "op")
    #expect(calls[0].tensors == [TensorReference(layer: "in"), TensorReference(layer: "in")])
  }
}
