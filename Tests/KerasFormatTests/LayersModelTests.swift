import Networks
import Testing

@testable import KerasFormat

/// What goes out for TensorFlow.js, and comes back.
@Suite struct LayersModelTests {
  /// A chain with these layers on sequences of four numbers.
  private func chain(_ layers: LayerDescription...) throws -> ResolvedNetwork {
    try NetworkDescription(sequential: "chain", input: [6, 4], layers: layers).resolved()
  }

  private func written(
    _ network: ResolvedNetwork, manifest: WeightsManifest? = nil
  ) throws -> JSONValue {
    let text = try LayersModelWriter.json(
      network, json: ModelWriter.json(network), manifest: manifest)
    let again = try ModelReader(json: text.utf8).network.resolved()
    #expect(again.parameters.map(\.path) == network.parameters.map(\.path))
    #expect(again.parameters.map(\.shape) == network.parameters.map(\.shape))
    #expect(again.layers.map(\.outputShapes) == network.layers.map(\.outputShapes))
    return try JSONParser.parse(text.utf8)
  }

  @Test func graphsHaveTheFormOfKeras2() throws {
    let inner = NetworkDescription(
      sequential: "inner", input: [4],
      layers: [
        LayerDescription(
          "dense",
          Dense(
            units: 3, activation: .silu,
            kernel: .init(
              .varianceScaling(
                scale: 1, fan: .inputs, distribution: .uniform), Regularizer(l2: 0.5))))
      ])
    let network = try NetworkDescription(
      name: "outer",
      layers: [
        NetworkLayer(LayerDescription("in", InputLayer([4])), calls: [[]]),
        NetworkLayer(
          LayerDescription("inner", NestedModel(inner)),
          calls: [[TensorReference(layer: "in")]]),
        NetworkLayer(
          LayerDescription("sum", Merging(.add)),
          calls: [[TensorReference(layer: "inner"), TensorReference(layer: "inner")]]),
      ], outputs: [TensorReference(layer: "sum")]
    ).resolved()
    let root = try written(network)
    #expect(root["format"] == "layers-model")
    #expect(root["weightsManifest"] == nil)
    #expect(root["modelTopology"]?["keras_version"] == "2.15.0")
    let model = root["modelTopology"]?["model_config"]
    // TensorFlow.js has known graphs by this name from its first version on.
    #expect(model?["class_name"] == "Model")
    #expect(model?["config"]?["input_layers"] == [["in", 0, 0]])
    let layers = try #require(model?["config"]?["layers"]?.elements)
    #expect(layers[0]["config"]?["batch_input_shape"] == [nil, 4])
    #expect(layers[1]["inbound_nodes"] == [[["in", 0, 0, [:]]]])
    // The network's own making was its first call.
    #expect(layers[2]["inbound_nodes"] == [[["inner", 1, 0, [:]], ["inner", 1, 0, [:]]]])
    let dense = try #require(layers[1]["config"]?["layers"]?.elements?.last)
    #expect(
      dense == [
        "class_name": "Dense",
        "config": [
          "name": "dense", "trainable": true, "dtype": "float32", "units": 3,
          "activation": "swish", "use_bias": true,
          "kernel_initializer": [
            "class_name": "LeCunUniform",
            "config": ["seed": nil],
          ],
          "bias_initializer": ["class_name": "Zeros", "config": [:]],
          "kernel_regularizer": [
            "class_name": "L1L2", "config": ["l1": .number(0), "l2": .number(0.5)],
          ],
          "bias_regularizer": nil, "kernel_constraint": nil, "bias_constraint": nil,
        ],
      ])
  }

  @Test func bothDirectionsAreMadeOfOneLayer() throws {
    let both = Bidirectional(
      forward: LayerDescription("forward_walk", LSTM(units: 2)),
      backward: LayerDescription("backward_walk", LSTM(units: 2, goesBackwards: true)))
    let root = try written(try chain(LayerDescription("both", both)))
    let layers = root["modelTopology"]?["model_config"]?["config"]?["layers"]?.elements
    let config = layers?.last?["config"]
    #expect(config?["backward_layer"] == nil)
    #expect(config?["layer"]?["config"]?["name"] == "walk")
  }

  /// Early versions of Keras 3 wrote longer names for two initializers.
  @Test(arguments: ["Orthogonal", "Identity"])
  func initializersOfEarlyKeras3HaveTheirNames(name: String) throws {
    let initializer: JSONValue = [
      "module": "keras.initializers", "class_name": .string(name + "Initializer"),
      "config": ["gain": .number(1)],
    ]
    let layers: [JSONValue] = [
      [
        "class_name": "InputLayer",
        "config": ["name": "in", "batch_shape": [nil, 6, 6, 4], "dtype": "float32"],
      ],
      [
        "class_name": "SeparableConv2D",
        "config": [
          "name": "conv", "filters": 3, "kernel_size": [2, 2], "depthwise_initializer": initializer,
        ],
      ],
      [
        "class_name": "Dense",
        "config": ["name": "dense", "units": 3, "kernel_initializer": initializer],
      ],
    ]
    let model: JSONValue = [
      "class_name": "Sequential", "config": ["name": "net", "layers": .array(layers)],
    ]
    let network = try ModelReader(json: JSONWriter.text(model).utf8).network.resolved()
    let dense = network.network.layers.last?.description.layer as? Dense
    #expect(
      dense?.kernel.initializer
        == (name == "Orthogonal" ? .orthogonal(gain: 1) : .identity(gain: 1)))
    let written = JSONWriter.text(try written(network))
    #expect(!written.contains("\(name)Initializer") && written.contains("\"\(name)\""))
  }

  @Test func weightsHaveTheNamesOfTensorFlow() throws {
    let both = Bidirectional(
      forward: LayerDescription("forward_walk", LSTM(units: 2)),
      backward: LayerDescription("backward_walk", LSTM(units: 2, goesBackwards: true)))
    let network = try chain(
      LayerDescription("both", both),
      LayerDescription("image", Reshape([2, 2, 1])),
      LayerDescription(
        "depth/wise", DepthwiseConv2D(kernelSize: Size2D(2, 2), usesBias: false)),
      LayerDescription("td", TimeDistributed(LayerDescription("dense", Dense(units: 2)))))
    #expect(
      try network.browserWeights().map(\.name) == [
        "both/forward_walk/kernel", "both/forward_walk/recurrent_kernel", "both/forward_walk/bias",
        "both/backward_walk/kernel", "both/backward_walk/recurrent_kernel",
        "both/backward_walk/bias", "depth_wise/depthwise_kernel", "td/kernel", "td/bias",
      ])
  }

  /// A layer at every step has no name of its own; its two directions have.
  @Test func directionsAtEveryStepKeepTheirNames() throws {
    let both = Bidirectional(
      forward: LayerDescription("forward_walk", LSTM(units: 2)),
      backward: LayerDescription("backward_walk", LSTM(units: 2, goesBackwards: true)))
    let network = try chain(
      LayerDescription("steps", Reshape([3, 2, 4])),
      LayerDescription("td", TimeDistributed(LayerDescription("both", both))))
    #expect(
      try network.browserWeights().map(\.name) == [
        "td/forward_walk/kernel", "td/forward_walk/recurrent_kernel", "td/forward_walk/bias",
        "td/backward_walk/kernel", "td/backward_walk/recurrent_kernel", "td/backward_walk/bias",
      ])
  }

  @Test func weightsOfOneNameAreRefused() throws {
    let inner = NetworkDescription(
      sequential: "inner", input: [6, 4], layers: [LayerDescription("dense", Dense(units: 3))])
    let network = try chain(
      LayerDescription("inner", NestedModel(inner)), LayerDescription("dense", Dense(units: 3)))
    let error = #expect(throws: ModelError.self) { try network.browserWeights() }
    #expect(error?.description.contains("two weights are 'dense/kernel'") == true)
  }

  @Test(arguments: [
    (GRU(units: 2) as any Layer, "its setting 'reset_after' is true"),
    (Conv1D(filters: 2, kernelSize: Size1D(2), groups: 2), "its setting 'groups' is 2"),
    (ReLU(negativeSlope: 0.5), "its setting 'negative_slope' is 0.5"),
    (RMSNormalization(), "TensorFlow.js has no such layer"),
    (
      CellRecurrence(
        cells: [LayerDescription("cell", LSTM(units: 2))], stackName: nil,
        recurrence: Recurrence(units: 2)), "Gradmark writes loops over cells for Keras only"
    ),
    (Dense(units: 2, activation: .leakyReLU(negativeSlope: 0.5)), "that is a layer"),
    (Dense(units: 2, activation: .gelu(isApproximate: false)), "the activation 'gelu'"),
    (Dense(units: 2, activation: .hardSigmoid), "relu6(x + 3) / 6"),
    (LSTM(units: 2, activation: .hardSigmoid), "relu6(x + 3) / 6"),
    (
      Bidirectional(
        forward: LayerDescription("a", LSTM(units: 2)),
        backward: LayerDescription("b", LSTM(units: 3, goesBackwards: true))), "directions differ"
    ),
  ])
  func whatTensorFlowLacksIsNamed(layer: any Layer, words: String) throws {
    let network = try chain(LayerDescription("it", layer))
    let error = #expect(throws: ModelError.self) { try written(network) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func allObstaclesAreToldAtOnce() throws {
    let network = try chain(
      LayerDescription("a", GRU(units: 4, returnsSequences: true)),
      LayerDescription("b", Dense(units: 2), precision: Precision("mixed_float16")))
    let error = #expect(throws: ModelError.self) { try written(network) }
    #expect(error?.parts.count == 2)
    #expect(error?.description.contains("computes in 'mixed_float16'") == true)
  }

  /// What Keras 2 called hard sigmoid is TensorFlow.js's, and stays so.
  @Test func olderFunctionsComeThrough() throws {
    let dense = Dense(units: 2, activation: .hardSigmoidOfKeras2)
    _ = try written(try chain(LayerDescription("dense", dense)))
  }

  /// What TensorFlow.js would compute otherwise than Keras, or not at all.
  @Test(arguments: [
    (LayerDescription("x", ELU(alpha: 0.5)), "'alpha' is 0.5"),
    (
      LayerDescription("x", Conv1D(filters: 2, kernelSize: Size1D(3), padding: .causal)), "'causal'"
    ),
    (
      LayerDescription("x", Pooling<Size1D>(.maximum, dataFormat: .channelsFirst)),
      "'data_format' is"
    ),
    (
      LayerDescription("x", GlobalPooling<Size1D>(.average, dataFormat: .channelsFirst)),
      "'data_format' is"
    ),
  ])
  func whatItComputesOtherwiseIsNamed(layer: LayerDescription, words: String) throws {
    let network = try chain(layer)
    let error = #expect(throws: ModelError.self) {
      try LayersModelWriter.json(network, json: ModelWriter.json(network), manifest: nil)
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func transposedConvolutionsAreWhatItHas() throws {
    for layer in [
      TransposedConvolution<Size2D>(
        filters: 2, kernelSize: Size2D(3, 3), strides: Size2D(2, 2), outputPadding: Size2D(1, 1)),
      TransposedConvolution<Size2D>(
        filters: 2, kernelSize: Size2D(3, 3), dilation: Size2D(2, 2)),
    ] {
      let network = try chain(
        LayerDescription("image", Reshape([4, 3, 2])), LayerDescription("x", layer))
      #expect(throws: ModelError.self) {
        try LayersModelWriter.json(network, json: ModelWriter.json(network), manifest: nil)
      }
    }
    _ = try written(
      try chain(
        LayerDescription("image", Reshape([4, 3, 2])),
        LayerDescription(
          "x", TransposedConvolution<Size2D>(filters: 2, kernelSize: Size2D(3, 3)))))
  }

  @Test func sizesThatAreToBeWorkedOutAreWritten() throws {
    let root = try written(
      try chain(LayerDescription("r", Reshape([nil, 8])), LayerDescription("d", Dense(units: 2))))
    let layers = root["modelTopology"]?["model_config"]?["config"]?["layers"]?.elements
    #expect(layers?[1]["config"]?["target_shape"] == [3, 8])
  }

  @Test func compilationsComeBack() throws {
    let network = try chain(LayerDescription("dense", Dense(units: 2, activation: .sigmoid)))
    let training = TrainingDescription(
      optimizer: .sgd(learningRate: 0.5), loss: .binaryCrossentropy, metrics: [.accuracy])
    let text = try LayersModelWriter.json(
      network, json: ModelWriter.json(network, training: training), manifest: nil)
    #expect(try ModelReader(json: text.utf8).training() == training)
  }

  @Test(arguments: [
    (#"[{"paths": ["a"]}]"#, "lacks 'paths' or 'weights'"),
    (
      #"[{"paths": ["a"], "weights": [{"name": "x", "shape": [-1], "dtype": "float32"}]}]"#,
      "without"
    ),
    (
      #"[{"paths": [], "weights": [{"name": "x", "shape": [1], "dtype": "complex64"}]}]"#,
      "'complex64'"
    ),
    (
      #"[{"paths": [], "weights": [{"name": "x", "shape": [1], "dtype": "float32", "#
        + #""quantization": {"dtype": "uint8", "scale": 2}}]}]"#, "'scale' or 'min'"
    ),
  ])
  func damagedManifestsAreNoObstacleToCounting(manifest: String, words: String) throws {
    let network = try chain(LayerDescription("dense", Dense(units: 2)))
    let model = ModelWriter.json(network)
    let file =
      #"{"format": "layers-model", "modelTopology": \#(model), "weightsManifest": \#(manifest)}"#
    let reader = try ModelReader(json: file.utf8)
    #expect(try reader.network.resolved().parameterCount == 10)
    let error = #expect(throws: ModelError.self) { try reader.weightsManifest() }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  /// What TensorFlow.js itself writes where it keeps the optimizer.
  @Test func optimizersOfTensorFlowJSAreKeptApart() throws {
    let text = #"""
      {"format": "layers-model", "modelTopology": {"class_name": "Sequential", "config": {
        "name": "s", "layers": [{"class_name": "Dense", "config": {"name": "d", "units": 2,
          "batch_input_shape": [null, 4]}}]}},
       "trainingConfig": {"loss": "mean_squared_error", "metrics": [],
         "optimizer_config": {"class_name": "SGD", "config": {"learning_rate": 0.25}}},
       "weightsManifest": [{"paths": ["w.bin"], "weights": [
         {"name": "d/kernel", "shape": [4, 2], "dtype": "float32"},
         {"name": "d/bias", "shape": [2], "dtype": "float32"},
         {"name": "iter", "shape": [], "dtype": "int32", "group": "optimizer"},
         {"name": "d/kernel/momentum", "shape": [4, 2], "dtype": "float32", "group": "optimizer"}]}]}
      """#
    let reader = try ModelReader(json: text.utf8)
    #expect(try reader.training()?.optimizer == .sgd(learningRate: 0.25))
    let manifest = try #require(try reader.weightsManifest())
    #expect(
      manifest.sentence(for: try reader.network.resolved())
        == "the manifest lists 10 numbers, as counted")
    #expect(manifest.optimizerCount == 9 && manifest.isOptimizerTrained)
    // One that was never trained has its step alone.
    var untrained = manifest
    untrained.groups[0].weights.removeLast()
    #expect(untrained.optimizerCount == 1 && !untrained.isOptimizerTrained)
  }

  @Test func listedNumbersAreComparedWithThoseCounted() throws {
    let network = try chain(LayerDescription("dense", Dense(units: 2)))
    func sentence(_ shapes: [Int]...) -> String? {
      WeightsManifest(
        groups: [.init(paths: [], weights: shapes.map { .init(name: "w", dimensions: $0) })]
      ).sentence(for: network)
    }
    #expect(sentence([4, 2], [2]) == "the manifest lists 10 numbers, as counted")
    #expect(
      sentence([2, 4], [2])
        == "the manifest lists 10 numbers, as many as counted, but in other shapes")
    #expect(sentence([4, 2]) == "the manifest lists 8 numbers, but 10 are counted")
    #expect(sentence([1 << 40, 1 << 40]) == nil)
    let own = UnknownLayer(className: "Mine", kind: .ownClass("unknown"), configuration: "{}")
    let manifest = WeightsManifest(
      groups: [.init(paths: [], weights: [.init(name: "w", dimensions: [7])])])
    #expect(
      manifest.sentence(for: try chain(LayerDescription("own", own)))
        == "the manifest lists 7 numbers, none of which could be counted")
  }
}
