import Networks
import Testing

@testable import KerasFormat

/// Calls as Keras 3 writes them: objects and lists of tensors, and what is passed beside them.
@Suite struct GraphCallTests {
  private func tensor(_ layer: String, _ sizes: JSONValue...) -> JSONValue {
    [
      "class_name": "__keras_tensor__",
      "config": [
        "shape": .array([nil] + sizes), "dtype": "float32",
        "keras_history": [.string(layer), 0, 0],
      ],
    ]
  }

  private func input(_ name: String, _ size: JSONValue) -> JSONValue {
    [
      "class_name": "InputLayer", "name": .string(name), "inbound_nodes": [],
      "config": ["name": .string(name), "batch_shape": [nil, size], "dtype": "float32"],
    ]
  }

  private func called(
    _ className: String, _ name: String, _ config: JSONValue, arguments: JSONValue,
    mask: JSONValue? = nil, module: JSONValue = nil
  ) -> JSONValue {
    let named = JSONValue.object([.init("name", .string(name))] + (config.members ?? []))
    return [
      "module": module, "class_name": .string(className), "config": named, "name": .string(name),
      "inbound_nodes": [
        ["args": arguments, "kwargs": mask.map { ["mask": $0] } ?? [:]]
      ],
    ]
  }

  private func model(
    _ layers: [JSONValue], inputs: JSONValue, outputs: JSONValue
  ) throws -> NetworkDescription {
    let model: JSONValue = [
      "class_name": "Functional",
      "config": [
        "name": "net", "layers": .array(layers), "input_layers": inputs, "output_layers": outputs,
      ],
    ]
    return try ModelReader(json: JSONWriter.text(model).utf8).network
  }

  /// A network of the inputs 'wide' and 'narrow', in this order, whose one layer takes the wide one.
  private func tower(_ inputs: JSONValue) -> JSONValue {
    [
      "layers": [
        input("wide", 5), input("narrow", 2),
        called("Dense", "dense", ["units": 3], arguments: [tensor("wide", 5)]),
      ],
      "input_layers": inputs, "output_layers": ["dense", 0, 0],
    ]
  }

  @Test(arguments: [
    ["w": ["wide", 0, 0], "n": ["narrow", 0, 0]] as JSONValue,
    [["wide", 0, 0], ["narrow", 0, 0]],
  ])
  func objectsOfTensorsGoToInputsByName(innerInputs: JSONValue) throws {
    let names = innerInputs.members == nil ? ["narrow", "wide"] : ["n", "w"]
    let object = JSONValue.object([
      .init(names[0], tensor("b", 2)), .init(names[1], tensor("a", 5)),
    ])
    let network = try model(
      [
        input("a", 5), input("b", 2),
        called(
          "Functional", "tower", tower(innerInputs), arguments: [object],
          mask: .object(names.map { .init($0, nil) })),
      ], inputs: [["a", 0, 0], ["b", 0, 0]], outputs: ["tower", 0, 0])
    let call = try #require(network.layers.last?.calls.first)
    // By the order of the names, where there are any.
    let order = innerInputs.members == nil ? ["a", "b"] : ["b", "a"]
    #expect(call.tensors.map(\.layer) == order)
    #expect(!call.hasSettings && call.maskCount == 0)
    #expect(try network.resolved().parameterCount == 18)
    // Keras gets the object again.
    let written = try JSONParser.parse(ModelWriter.json(network.resolved()).utf8)
    let node = written["config"]?["layers"]?.elements?.last?["inbound_nodes"]?.elements?[0]
    #expect(node?["args"] == [object])
  }

  @Test func objectsOfOneTensorStayObjects() throws {
    let inner: JSONValue = [
      "layers": [
        input("only", 2), called("Dense", "dense", ["units": 1], arguments: [tensor("only", 2)]),
      ],
      "input_layers": ["only": ["only", 0, 0]], "output_layers": ["dense", 0, 0],
    ]
    let object: JSONValue = ["only": tensor("a", 2)]
    let network = try model(
      [input("a", 2), called("Functional", "one", inner, arguments: [object])],
      inputs: ["a", 0, 0], outputs: ["one", 0, 0])
    #expect(try network.resolved().parameterCount == 3)
    let call = try #require(network.layers.last?.calls.first)
    #expect(call.arguments != nil && !call.hasSettings)
  }

  /// `keras.ops.stack([a, b])` takes one list, and would take the second tensor for an axis.
  @Test(arguments: ["Stack", "Concatenate"])
  func operationsOnAListAreWrittenWithIt(className: String) throws {
    let list: JSONValue = [[tensor("a", 2), tensor("b", 2)]]
    let network = try model(
      [
        input("a", 2), input("b", 2),
        called(className, "op", ["axis": 1], arguments: list, module: "keras.src.ops.numpy"),
      ], inputs: [["a", 0, 0], ["b", 0, 0]], outputs: ["op", 0, 0])
    let written = try JSONParser.parse(ModelWriter.json(network.resolved()).utf8)
    let node = written["config"]?["layers"]?.elements?.last?["inbound_nodes"]?.elements?[0]
    #expect(node?["args"] == list)
  }

  /// Whole `.h5` files name no modules.
  @Test(arguments: ["NotEqual", "LogicalOr", "Relu", "Arctan2", "Cast"])
  func operationsWithoutAModuleKeepShapes(className: String) throws {
    let network = try model(
      [
        input("a", 2), called(className, "op", [:], arguments: [tensor("a", 2), 0]),
        called("Dense", "dense", ["units": 3], arguments: [tensor("op", 2)]),
      ], inputs: ["a", 0, 0], outputs: ["dense", 0, 0]
    ).resolved()
    #expect(network.uncountedLayers.isEmpty && network.parameterCount == 9)
    #expect(network.layers[1].outputShape == [2])
  }

  /// One table leads from numbers to rows, and back from rows to scores.
  @Test func reversibleEmbeddingsHaveTwoWays() throws {
    for reversed: JSONValue in [
      ["args": [tensor("rows", 4, 6)], "kwargs": ["reverse": true]],
      ["args": [tensor("rows", 4, 6), true], "kwargs": [:]],
    ] {
      let back: JSONValue = [
        "class_name": "ReversibleEmbedding", "name": "table",
        "config": ["name": "table", "input_dim": 20, "output_dim": 6],
        "inbound_nodes": [["args": [tensor("a", 4)], "kwargs": [:]], reversed],
      ]
      let scores = JSONValue.object([
        .init("class_name", "__keras_tensor__"),
        .init("config", ["shape": [nil, 4, 20], "keras_history": ["table", 1, 0]]),
      ])
      let network = try model(
        [
          input("a", 4), back,
          called("Dense", "rows", ["units": 6], arguments: [tensor("table", 4, 6)]),
          called("Dense", "out", ["units": 3], arguments: [scores]),
        ], inputs: ["a", 0, 0], outputs: ["out", 0, 0]
      ).resolved()
      #expect(network.layers[1].outputShapes.map { $0.map(\.axes) } == [[[4, 6]], [[4, 20]]])
      #expect(network.parameterCount == 20 * 6 + 7 * 6 + 21 * 3)
    }
  }

  /// Whole `.h5` files have operations without a module; that of a cast has a type, as all layers do.
  @Test func aCastIsAnOperation() throws {
    let network = try model(
      [
        input("a", 3),
        called("Cast", "cast", ["dtype": "float16"], arguments: [tensor("a", 3)]),
      ], inputs: ["a", 0, 0], outputs: ["cast", 0, 0]
    ).resolved()
    #expect(network.layers[1].outputShapes.map { $0.map(\.axes) } == [[[3]]])
  }

  /// The file states what is taken; Keras shows all that there is.
  @Test func operationsShowOutputsThatNobodyTakes() throws {
    let both = try model(
      [
        input("a", 3),
        called(
          "Unstack", "op", ["axis": 1], arguments: [tensor("a", 3)],
          module: "keras.src.ops.core"),
        called("Add", "sum", [:], arguments: [[stated("op", 0), stated("op", 1)]]),
      ], inputs: ["a", 0, 0], outputs: ["sum", 0, 0]
    ).resolved()
    #expect(both.layers[1].outputShapes[0].count == 3)
  }

  /// Keras takes named tensors by the order of their names, and its layers, and where weights lie, follow from it.
  @Test func namedInputsAndOutputsStandInTheOrderOfTheirNames() throws {
    let network = try model(
      [
        input("z", 4), input("y", 4),
        called("Dense", "dense", ["units": 4], arguments: [tensor("z", 4)]),
        called("Dense", "dense_1", ["units": 4], arguments: [tensor("y", 4)]),
      ], inputs: ["z": ["z", 0, 0], "y": ["y", 0, 0]],
      outputs: ["p": ["dense_1", 0, 0], "o": ["dense", 0, 0]])
    #expect(network.inputs.map(\.layer) == ["y", "z"])
    #expect(network.outputs.map(\.layer) == ["dense", "dense_1"])
  }

  /// Words that were learned elsewhere begin as a whole table, which changes no count.
  @Test func aTableAsAStartIsKept() throws {
    let start: JSONValue = [
      "class_name": "Constant",
      "config": [
        "value": ["class_name": "__numpy__", "config": ["value": [[1, 2]], "dtype": "float32"]]
      ],
    ]
    let network = try model(
      [
        input("a", 2),
        called(
          "Dense", "dense", ["units": 1, "kernel_initializer": start], arguments: [tensor("a", 2)]),
      ], inputs: ["a", 0, 0], outputs: ["dense", 0, 0])
    #expect(try network.resolved().parameterCount == 3)
    #expect(ModelWriter.json(try network.resolved()).contains("__numpy__"))
    let older: JSONValue = ["class_name": "Constant", "config": ["value": [[1], [2]]]]
    #expect(
      try model(
        [
          input("a", 2),
          called(
            "Dense", "dense", ["units": 1, "kernel_initializer": older],
            arguments: [tensor("a", 2)]),
        ], inputs: ["a", 0, 0], outputs: ["dense", 0, 0]
      ).resolved().parameterCount == 3)
  }

  /// A number for each sample.
  private func stated(_ layer: String, _ tensor: JSONValue) -> JSONValue {
    [
      "class_name": "__keras_tensor__",
      "config": ["shape": [nil], "keras_history": [.string(layer), 0, tensor]],
    ]
  }
}
