import Networks
import Testing

@testable import KerasFormat

/// What older files say otherwise than Keras 3 does.
@Suite struct OlderGraphTests {
  private func reader(_ model: JSONValue) throws -> ModelReader {
    try ModelReader(json: JSONWriter.text(model).utf8)
  }

  private func placed(
    _ className: String, _ name: String, _ settings: JSONValue, from sources: [JSONValue]...
  ) -> JSONValue {
    let nodes = sources.map { JSONValue.array($0) }
    return [
      "class_name": .string(className), "name": .string(name),
      "config": .object([.init("name", .string(name))] + (settings.members ?? [])),
      "inbound_nodes": .array(nodes),
    ]
  }

  private func graph(_ layers: JSONValue..., output: JSONValue) -> JSONValue {
    [
      "class_name": "Functional",
      "config": [
        "name": "graph", "layers": .array(layers), "input_layers": [["in", 0, 0]],
        "output_layers": [output],
      ],
    ]
  }

  private let input: JSONValue = ["batch_input_shape": [nil, 3]]
  private let chain: JSONValue = [
    "layers": [
      ["class_name": "InputLayer", "config": ["name": "i", "batch_input_shape": [nil, 3]]],
      ["class_name": "Dense", "config": ["name": "d", "units": 3]],
    ]
  ]

  /// Keras 2 counts the call by which a network was made, but lists only those of the graph; in `.keras`
  /// archives it names modules, as Keras 3 does.
  @Test(arguments: [nil, "keras"]) func callsOfNetworksAreCountedFromOne(module: String?) throws {
    let twice = graph(
      placed("InputLayer", "in", input),
      placed("Sequential", "net", chain, from: [["in", 0, 0, [:]]], [["net", 1, 0, [:]]]),
      output: ["net", 2, 0])
    let members = (module.map { [.init("module", .string($0))] } ?? []) + (twice.members ?? [])
    let network = try reader(.object(members)).network.resolved()
    #expect(network.parameterCount == 12 && network.layers[1].calls.count == 2)
    #expect(network.network.outputs == [TensorReference(layer: "net", node: 1)])
  }

  @Test func numbersAreTruths() throws {
    let model: JSONValue = [
      "class_name": "Sequential",
      "config": [
        [
          "class_name": "Embedding",
          "config": ["name": "e", "input_dim": 5, "output_dim": 2, "mask_zero": 1],
        ]
      ],
    ]
    #expect(try reader(model).network.resolved().parameterCount == 10)
  }

  /// Keras 3 refuses slashes, which `tf.keras`'s DenseNet has.
  @Test func slashesInNamesAreReplaced() throws {
    let model = graph(
      placed("InputLayer", "in", input),
      placed("Dense", "a/b", ["units": 3], from: [["in", 0, 0, [:]]]),
      placed("Dense", "a_b", ["units": 3], from: [["a/b", 0, 0, [:]]]), output: ["a_b", 0, 0])
    let network = try reader(model).network.resolved()
    #expect(network.summary().rows[1].layer == "a/b")
    let again = try ModelReader(json: ModelWriter.json(network).utf8).network.resolved()
    #expect(again.layers.map(\.name) == ["in", "a_b_1", "a_b"])
  }

  /// Keras 3 numbers weights in its own order of layers: `deep1` lies farther from the output.
  @Test func layersAreOrderedAsKerasDoes() throws {
    let model = graph(
      placed("InputLayer", "in", input),
      placed("Dense", "shallow", ["units": 3], from: [["in", 0, 0, [:]]]),
      placed("Dense", "deep2", ["units": 3], from: [["deep1", 0, 0, [:]]]),
      placed("Dense", "deep1", ["units": 3], from: [["in", 0, 0, [:]]]),
      placed("Add", "add", [:], from: [["shallow", 0, 0, [:]], ["deep2", 0, 0, [:]]]),
      placed("Dense", "out", ["units": 2], from: [["add", 0, 0, [:]]]), output: ["out", 0, 0])
    let network = try reader(model).network.resolved()
    #expect(
      network.layersInKerasOrder.map(\.name) == [
        "in", "deep1", "shallow", "deep2", "add", "out",
      ])
    let places = StoredWeights.places(of: network)
    #expect(places.first { $0.parameter.layer == "deep1" }?.path == "layers/dense/vars/0")
    #expect(places.first { $0.parameter.layer == "shallow" }?.path == "layers/dense_1/vars/0")
  }

  @Test(arguments: ["{oops", #"{"loss": NaN}"#])
  func damagedCompilationsAreNoObstacleToCounting(compilation: String) throws {
    let model: JSONValue = [
      "model_config": [
        "class_name": "Sequential",
        "config": [
          [
            "class_name": "Dense",
            "config": ["name": "d", "units": 2, "batch_input_shape": [nil, 3]],
          ]
        ],
      ], "training_config": .string(compilation),
    ]
    let reader = try reader(model)
    #expect(try reader.network.resolved().parameterCount == 8)
    #expect(reader.isCompiled)
    #expect(try reader.training() == nil)
  }

  @Test func olderCompilationsAreWrittenInPresentWords() throws {
    let model: JSONValue = [
      "class_name": "Sequential",
      "config": [["class_name": "Dense", "config": ["units": 2, "batch_input_shape": [nil, 2]]]],
      "training_config": [
        "optimizer_config": ["class_name": "Nadam", "config": ["lr": .number(0.5), "decay": 0]],
        "loss": ["class_name": "Huber", "config": ["reduction": "auto"]],
        "metrics": [["class_name": "MeanMetricWrapper", "config": ["fn": "mean_absolute_error"]]],
        "sample_weight_mode": nil,
      ],
    ]
    let reader = try reader(model)
    let text = ModelWriter.json(try reader.network.resolved(), compiledAs: reader)
    let written = try #require(try JSONParser.parse(text.utf8)["compile_config"])
    #expect(written["optimizer"]?["module"] == "keras.optimizers")
    #expect(written["optimizer"]?["config"] == ["learning_rate": .number(0.5)])
    #expect(written["loss"]?["config"]?["reduction"] == "sum_over_batch_size")
    #expect(written["metrics"] == ["mean_absolute_error"])
    #expect(written["sample_weight_mode"] == nil)
  }

  /// `tf.keras` registered its optimizers under `Custom`, where classes of a file's own are, too; Keras 3 has its own
  /// by their names alone.
  @Test(arguments: [
    ("Custom>Adam", "Adam"), ("Custom>Adagrad", "Adagrad"), ("Custom>Mine", nil),
    ("Own>Adam", nil),
  ])
  func registeredOptimizersOfKerasHaveTheirNames(name: String, ofKeras: String?) throws {
    let own: JSONValue = ["class_name": .string(name), "config": [:]]
    let model: JSONValue = [
      "class_name": "Sequential",
      "config": [["class_name": "Dense", "config": ["units": 2, "batch_input_shape": [nil, 2]]]],
      "training_config": [
        "optimizer_config": own, "loss": ["class_name": "Custom>Huber", "config": [:]],
        "metrics": [],
      ],
    ]
    let reader = try reader(model)
    let network = try reader.network.resolved()
    let text = ModelWriter.json(network, compiledAs: reader)
    let written = try #require(try JSONParser.parse(text.utf8)["compile_config"])
    if let ofKeras {
      #expect(written["optimizer"]?["module"] == "keras.optimizers")
      #expect(written["optimizer"]?["class_name"] == .string(ofKeras))
      #expect(try reader.optimizerVariables(of: network) != nil)
    } else {
      #expect(written["optimizer"] == own)
    }
    // No loss of Keras's own was registered so.
    #expect(written["loss"] == ["class_name": "Custom>Huber", "config": [:]])
  }

  /// What Gradmark trains with is written in full, beside metrics that it does not know.
  @Test func knownOptimizersAreWrittenInFull() throws {
    let model: JSONValue = [
      "class_name": "Sequential",
      "config": [["class_name": "Dense", "config": ["units": 2, "batch_input_shape": [nil, 2]]]],
      "training_config": [
        "optimizer_config": ["class_name": "Adam", "config": ["lr": .number(0.5)]],
        "loss": "mse", "metrics": ["auc"],
      ],
    ]
    let reader = try reader(model)
    let text = ModelWriter.json(try reader.network.resolved(), compiledAs: reader)
    let written = try #require(try JSONParser.parse(text.utf8)["compile_config"])
    #expect(written["optimizer"]?["config"]?["beta_1"] == .number(0.9))
    #expect(written["optimizer"]?["config"]?["learning_rate"] == .number(0.5))
    #expect(written["metrics"] == ["auc"])
  }
}
