import Networks
import Testing

@testable import KerasFormat

/// Layers of the file's own: the table goes on behind them as far as it can.
@Suite struct UnknownLayerTests {
  private func network(_ layers: [JSONValue]) throws -> ResolvedNetwork {
    let input: JSONValue = [
      "class_name": "InputLayer", "config": ["batch_input_shape": [nil, 8, 8, 3]],
    ]
    let model: JSONValue = ["class_name": "Sequential", "config": .array([input] + layers)]
    return try ModelReader(json: JSONWriter.text(model).utf8).network.resolved()
  }

  private let own: JSONValue = ["class_name": "Mine", "config": ["name": "mine", "depth": 3]]

  @Test func whatComesBehindIsCountedWhereItCanBe() throws {
    let resolved = try network([
      own, ["class_name": "GlobalAveragePooling2D", "config": ["name": "pool"]],
      ["class_name": "Dense", "config": ["name": "first", "units": 10]],
      ["class_name": "Dense", "config": ["name": "second", "units": 5]],
    ])
    let summary = resolved.summary()
    #expect(summary.rows.map { $0.uncountedReason == nil } == [false, true, false, true])
    #expect(
      summary.rows.map(\.outputShape.description) == [
        "?", "(None, None)", "(None, 10)", "(None, 5)",
      ])
    #expect(summary.rows[3].parameterCount == 55)
    let text = summary.text()
    #expect(text.contains("Total params: at least 65"))
    #expect(text.contains("│ mine (Mine)                          │ ?"))
    #expect(resolved.explanation().text.contains("mine: unknown: the class is not one of Keras's"))
    #expect(throws: ModelError.self) { try resolved.requireKnownCounts() }
    #expect(throws: ModelError.self) { try resolved.requireKnownShapes() }
  }

  @Test func operationsAndLambdasHaveNoWeights() throws {
    let resolved = try network([
      ["class_name": "TFOpLambda", "config": ["name": "op", "function": "math.multiply"]],
      ["class_name": "GlobalMaxPooling2D", "config": ["name": "pool"]],
    ])
    #expect(resolved.uncountedLayers.isEmpty && resolved.parameterCount == 0)
  }

  @Test func shapesThatTheFileStatesAreBelieved() throws {
    let tensor: JSONValue = [
      "class_name": "__keras_tensor__",
      "config": ["shape": [nil, 7], "dtype": "float32", "keras_history": ["mine", 0, 0]],
    ]
    let input: JSONValue = [
      "class_name": "__keras_tensor__",
      "config": ["shape": [nil, 4], "dtype": "float32", "keras_history": ["in", 0, 0]],
    ]
    let layers: JSONValue = [
      [
        "module": "keras.layers", "class_name": "InputLayer", "name": "in",
        "config": ["batch_shape": [nil, 4], "name": "in"], "inbound_nodes": [],
      ],
      [
        "module": "mine", "class_name": "Mine", "name": "mine", "config": ["name": "mine"],
        "inbound_nodes": [["args": [input], "kwargs": ["scale": .number(2)]]],
      ],
      [
        "module": "keras.layers", "class_name": "Dense", "name": "out",
        "config": ["name": "out", "units": 2],
        "inbound_nodes": [["args": [tensor], "kwargs": [:]]],
      ],
    ]
    let model: JSONValue = [
      "module": "keras", "class_name": "Functional",
      "config": [
        "name": "stated", "layers": layers, "input_layers": ["in", 0, 0],
        "output_layers": ["out", 0, 0],
      ],
    ]
    let reader = try ModelReader(json: JSONWriter.text(model).utf8)
    let resolved = try reader.network.resolved()
    #expect(resolved.layers[2].parameterCount == 7 * 2 + 2)
    // Arguments that are no tensors go from file to file.
    let written = try JSONParser.parse(ModelWriter.json(resolved).utf8)
    let node = written["config"]?["layers"]?.elements?[1]["inbound_nodes"]?.elements?[0]
    #expect(node?["kwargs"]?["scale"] == .number(2))
  }

  @Test func unknownSizesOfKnownLayersAreRefused() {
    let model: JSONValue = [
      "class_name": "Sequential",
      "config": [
        ["class_name": "InputLayer", "config": ["batch_input_shape": [nil, nil]]],
        ["class_name": "Dense", "config": ["name": "d", "units": 2]],
      ],
    ]
    let error = #expect(throws: ModelError.self) {
      try ModelReader(json: JSONWriter.text(model).utf8).network.resolved()
    }
    #expect(
      error?.description.contains("layer 'd' (Dense): the number of its weights depends") == true)
  }

  @Test func lambdasThatStateTheirOutputAreCounted() throws {
    let lambda: JSONValue = [
      "class_name": "Lambda", "config": ["name": "l", "output_shape": [5], "function": "code"],
    ]
    let dense: JSONValue = ["class_name": "Dense", "config": ["name": "d", "units": 2]]
    let stated = try network([lambda, dense]).summary()
    #expect(stated.parameterCount == 5 * 2 + 2 && !stated.isLowerBound)
    let open = try network([["class_name": "Lambda", "config": ["name": "l"]], dense]).summary()
    #expect(open.isLowerBound && open.rows[0].uncountedReason?.contains("'output_shape'") == true)
  }

  @Test func operationsOnElementsKeepShapes() throws {
    let node = #"{"name": "n", "op": "Mul", "input": ["a"]}"#
    let resolved = try network([
      ["class_name": "TFOpLambda", "config": ["name": "f", "function": "math.truediv"]],
      ["class_name": "TensorFlowOpLayer", "config": ["name": "g", "node_def": .string(node)]],
      ["class_name": "Dense", "config": ["name": "d", "units": 2]],
    ])
    #expect(resolved.parameterCount == 3 * 2 + 2)
  }

  /// A class of somebody's own may have the name of one of Keras's.
  @Test func modulesTellWhoseAClassIs() throws {
    let dense: JSONValue = [
      "module": "my.layers", "class_name": "Dense", "registered_name": "my>Dense",
      "config": ["name": "d", "units": 2],
    ]
    #expect(try network([dense]).uncountedLayers.count == 1)
    // Classes of Keras's applications are told by their settings where a file names no module.
    let scale: JSONValue = [
      "class_name": "LayerScale", "config": ["name": "s", "projection_dim": 3],
    ]
    let other: JSONValue = ["class_name": "LayerScale", "config": ["name": "o", "dim": 3]]
    #expect(try network([scale]).parameterCount == 3)
    #expect(try network([other]).uncountedLayers.count == 1)
  }

  @Test func shapesThatDoNotFitAreAmongTheObstacles() {
    let model: JSONValue = [
      "class_name": "Sequential",
      "config": [
        [
          "class_name": "Dense",
          "config": ["name": "a", "units": 2, "batch_input_shape": [nil, 4]],
        ],
        ["class_name": "Conv2D", "config": ["name": "b", "filters": 2, "kernel_size": 3]],
        ["class_name": "Dense", "config": ["name": "c", "units": 0]],
        ["class_name": "Dense", "config": ["name": "d", "units": "many"]],
      ],
    ]
    let error = #expect(throws: ModelError.self) {
      try ModelReader(json: JSONWriter.text(model).utf8)
    }
    #expect(
      error?.parts.map { "\($0.layer ?? "") \($0.className ?? "")" }.sorted()
        == ["b Conv2D", "c Dense", "d Dense"])
  }

  @Test func everyObstacleIsNamedAtOnce() {
    let model: JSONValue = [
      "class_name": "Sequential",
      "config": [
        ["class_name": "Dense", "config": ["name": "a", "units": "many", "input_dim": 2]],
        ["class_name": "Conv2D", "config": ["name": "b", "filters": 2]],
      ],
    ]
    let error = #expect(throws: ModelError.self) {
      try ModelReader(json: JSONWriter.text(model).utf8)
    }
    let lines = error?.description.split(separator: "\n").map(String.init) ?? []
    #expect(lines.first == "2 things are wrong:")
    #expect(
      lines.count == 3 && lines[1].contains("layer 'a'") && lines[2].contains("'kernel_size'"))
  }
}
