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

  /// What a layer has inside is as unknown as the layer would be by itself.
  @Test(arguments: [
    #"{"class_name": "TimeDistributed", "config": {"name": "w", "layer": OWN}}"#,
    #"{"class_name": "SpectralNormalization", "config": {"name": "w", "layer": OWN}}"#,
    #"{"class_name": "Pipeline", "config": {"name": "w", "layers": [OWN]}}"#,
    #"{"class_name": "Bidirectional", "config": {"name": "w", "layer": OWN}}"#,
    #"{"class_name": "RNN", "config": {"name": "w", "cell": OWN}}"#,
    #"{"class_name": "RNN", "config": {"name": "w", "cell": {"class_name": "StackedRNNCells", "#
      + #""config": {"name": "s", "cells": [OWN]}}}}"#,
    #"{"class_name": "Bidirectional", "config": {"name": "w", "layer": {"class_name": "RNN", "#
      + #""config": {"name": "r", "cell": OWN}}}}"#,
    #"{"class_name": "TimeDistributed", "config": {"name": "w", "layer": {"class_name": "Sequential", "#
      + #""config": {"name": "s", "layers": [OWN]}}}}"#,
  ])
  func wrappersOfUnknownLayersAreUnknown(text: String) throws {
    let own = #"{"class_name": "Mine", "config": {"name": "mine", "depth": 3}}"#
    let wrapper = try JSONParser.parse(text.replacing("OWN", with: own).utf8)
    let resolved = try network([
      wrapper, ["class_name": "Dense", "config": ["name": "behind", "units": 5]],
    ])
    let summary = resolved.summary()
    #expect(summary.isLowerBound)
    #expect(summary.rows[0].uncountedReason?.contains("not one of Keras's layers") == true)
    // What is behind depends on what the wrapper returns: 8 steps are no features.
    #expect(summary.rows[1].uncountedReason != nil && summary.parameterCount == 5)
    _ = try ModelReader(json: ModelWriter.json(resolved).utf8).network.resolved()
  }

  @Test func axesOfOneMayBeStretchedAlongUnknownOnes() throws {
    let sum = try Merging(.add).outputShapes(for: [.unknown, [4, 1]])
    #expect(sum == [Shape(axes: [4, nil], isRankKnown: false)])
  }

  /// Networks of a class of the file's own say all the same what they are made of.
  @Test func networksOfOwnClassesAreReadByTheirLayers() throws {
    let dense: JSONValue = [
      "class_name": "Dense",
      "config": ["name": "d", "units": 2, "batch_input_shape": [nil, 3]],
    ]
    let chain: JSONValue = [
      "class_name": "MyChain", "config": ["name": "c", "layers": [dense]],
    ]
    #expect(
      try ModelReader(json: JSONWriter.text(chain).utf8).network.resolved().parameterCount == 8)
    let graph: JSONValue = [
      "class_name": "MyGraph", "module": "mine",
      "config": [
        "name": "g",
        "layers": [
          [
            "class_name": "InputLayer", "name": "in",
            "config": ["name": "in", "batch_input_shape": [nil, 8, 8, 3]], "inbound_nodes": [],
          ],
          [
            "class_name": "Dense", "name": "out", "config": ["name": "out", "units": 4],
            "inbound_nodes": [[["in", 0, 0, [:]]]],
          ],
        ], "input_layers": [["in", 0, 0]], "output_layers": [["out", 0, 0]],
      ],
    ]
    let inside = try network([graph])
    #expect(inside.parameterCount == 16 && inside.uncountedLayers.isEmpty)
  }

  @Test func mergingByCodeIsNoSum() throws {
    let branch = #"""
      {"class_name": "Sequential", "config": [{"class_name": "Dense",
        "config": {"name": "d", "output_dim": 2, "batch_input_shape": [null, 3]}}]}
      """#
    func network(_ settings: String) throws -> ResolvedNetwork {
      let text = #"""
        {"class_name": "Sequential", "keras_version": "1.2.2", "config": [
          {"class_name": "Merge", "config": {"name": "m", \#(settings),
            "layers": [\#(branch), \#(branch)]}},
          {"class_name": "Dense", "config": {"name": "out", "output_dim": 5}}]}
        """#
      return try ModelReader(json: text.utf8).network.resolved()
    }
    let code = #""mode": ["4wEAAAA=", null, null], "mode_type": "lambda""#
    let open = try network(code)
    #expect(open.uncountedLayers.map(\.name) == ["m", "out"])
    #expect(open.summary().isLowerBound && open.parameterCount == 16 + 5)
    let stated = try network(code + #", "output_shape": [7], "output_shape_type": "raw""#)
    #expect(stated.uncountedLayers.isEmpty && stated.parameterCount == 16 + 7 * 5 + 5)
    #expect(try network(#""mode": "sum", "mode_type": "raw""#).parameterCount == 16 + 2 * 5 + 5)
  }

  @Test func loopsOfAllKindsWalkBothWays() throws {
    let lstm = #"{"class_name": "LSTMCell", "config": {"name": "cell", "units": 4}}"#
    let loops = [
      (#"{"class_name": "RNN", "config": {"name": "r", "cell": \#(lstm)}}"#, "6, 5", 2 * 160),
      (
        #"{"class_name": "ConvLSTM2D", "config": {"name": "c", "filters": 2, "kernel_size": 3}}"#,
        "6, 8, 8, 3", 2 * (9 * 3 * 8 + 9 * 2 * 8 + 8)
      ),
    ]
    for (loop, input, count) in loops {
      let text = #"""
        {"class_name": "Sequential", "config": [{"class_name": "Bidirectional", "config":
          {"name": "b", "batch_input_shape": [null, \#(input)], "layer": \#(loop)}}]}
        """#
      let network = try ModelReader(json: text.utf8).network.resolved()
      #expect(network.parameterCount == count)
    }
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
    // Keras 3 has a class for each operation, whose name may be that of a layer.
    let own = try network([
      ["module": "keras.src.ops.nn", "class_name": "Relu", "config": ["name": "r"]],
      ["module": "keras.src.ops.numpy", "class_name": "Absolute", "config": ["name": "a"]],
    ])
    #expect(own.networkOutputShapes == [[8, 8, 3]])
  }

  /// A class of somebody's own may have the name of one of Keras's.
  /// What Keras 3 built layers for is known even where the layer before keeps an unknown shape.
  @Test func shapesThatLayersWereBuiltForAreBelieved() throws {
    let drop: JSONValue = [
      "class_name": "Dropout", "config": ["name": "drop", "rate": .number(0.5)],
    ]
    let dense: JSONValue = [
      "class_name": "Dense", "config": ["name": "d", "units": 2],
      "build_config": ["input_shape": [nil, 7]],
    ]
    let rows = try network([own, drop, dense]).summary().rows
    #expect(rows.map(\.outputShape.description) == ["?", "?", "(None, 2)"])
    #expect(rows.map(\.parameterCount) == [0, 0, 16] && rows[2].uncountedReason == nil)
    // Of a model that begins with such a layer, it is the input.
    let first: JSONValue = [
      "class_name": "Mine", "config": ["name": "mine"], "build_config": ["input_shape": [nil, 5]],
    ]
    let model: JSONValue = ["class_name": "Sequential", "config": [first, dense]]
    let summary = try ModelReader(json: JSONWriter.text(model).utf8).network.resolved().summary()
    #expect(summary.isBuilt && summary.parameterCount == 16)
  }

  /// Keras 3 names no module for what somebody registered.
  @Test func registeredClassesAreNotKeras() throws {
    let dense: JSONValue = [
      "module": nil, "class_name": "Dense", "registered_name": "Mine>Dense",
      "config": ["name": "d", "units": 2],
    ]
    let resolved = try network([dense])
    #expect(
      resolved.uncountedLayers.first?.uncountedReason
        == "the class is the file's own, and is not Keras's of that name")
    let unknown = resolved.layers[1].description.layer as? UnknownLayer
    #expect(unknown != nil && unknown?.likelyClassName == nil)
  }

  @Test func pipelinesHaveRowsInside() throws {
    let pipeline: JSONValue = [
      "class_name": "Pipeline",
      "config": [
        "name": "p",
        "layers": [
          ["class_name": "Rescaling", "config": ["name": "scale", "scale": 2]],
          ["class_name": "Resizing", "config": ["name": "size", "height": 16, "width": 12]],
        ],
      ],
    ]
    let summary = try network([pipeline]).summary()
    #expect(
      summary.rows[0].children.map { "\($0.layer) \($0.outputShape)" }
        == ["scale (None, 8, 8, 3)", "size (None, 16, 12, 3)"])
    var options = SummaryOptions()
    options.expandsNested = true
    #expect(summary.text(options).contains("│    └ size (Resizing)"))
  }

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
