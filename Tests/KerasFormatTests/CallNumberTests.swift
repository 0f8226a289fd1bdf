import Networks
import Testing

@testable import KerasFormat

/// Calls of networks that are layers, as Keras 3.15.1 numbers them: among a graph's outputs, graphs count the
/// call that made them, and nowhere else.
@Suite struct CallNumberTests {
  /// Two inputs into one network of 15 parameters, and its call of that number into a dense layer.
  private func model(
    _ className: String, dense call: JSONValue, outputs: JSONValue
  ) throws -> NetworkDescription {
    func tensor(_ layer: String, _ call: JSONValue = 0) -> JSONValue {
      [
        "class_name": "__keras_tensor__",
        "config": [
          "shape": [nil, 4], "dtype": "float32", "keras_history": [.string(layer), call, 0],
        ],
      ]
    }
    func placed(
      _ className: String, _ name: String, _ config: JSONValue, takes tensors: [JSONValue]
    ) -> JSONValue {
      [
        "class_name": .string(className), "name": .string(name),
        "config": .object([.init("name", .string(name))] + (config.members ?? [])),
        "inbound_nodes": .array(tensors.map { ["args": [$0], "kwargs": [:]] }),
      ]
    }
    let input: JSONValue = ["batch_shape": [nil, 4], "dtype": "float32"]
    let inner = placed("InputLayer", "x", input, takes: [])
    let layers: JSONValue = [inner, placed("Dense", "d", ["units": 3], takes: [tensor("x")])]
    let network: JSONValue =
      className == "Functional"
      ? ["layers": layers, "input_layers": [["x", 0, 0]], "output_layers": [["d", 0, 0]]]
      : ["layers": layers]
    let model: JSONValue = [
      "class_name": "Functional",
      "config": [
        "name": "net",
        "layers": [
          placed("InputLayer", "a", input, takes: []), placed("InputLayer", "b", input, takes: []),
          placed(className, "enc", network, takes: [tensor("a"), tensor("b")]),
          placed("Dense", "dense", ["units": 2], takes: [tensor("enc", call)]),
        ],
        "input_layers": [["a", 0, 0], ["b", 0, 0]], "output_layers": outputs,
      ],
    ]
    return try ModelReader(json: JSONWriter.text(model).utf8).network
  }

  private func call(_ number: Int) -> TensorReference {
    TensorReference(layer: "enc", node: number)
  }

  @Test func outputsCountTheMakingOfAGraphAndInputsDoNot() throws {
    for (taken, returned) in [(0, 2), (1, 1), (1, 2), (0, 1)] {
      let outputs: JSONValue = [["enc", .integer(returned), 0], ["dense", 0, 0]]
      let network = try model("Functional", dense: .integer(taken), outputs: outputs)
      #expect(network.layers[3].calls[0].tensors == [call(taken)])
      #expect(network.outputs[0] == call(returned - 1))
      let resolved = try network.resolved()
      #expect(resolved.parameterCount == 15 + 8)
      // Keras gets the numbers again, and so does whoever reads what was written.
      let text = ModelWriter.json(resolved)
      let written = try JSONParser.parse(text.utf8)["config"]
      #expect(written?["output_layers"] == outputs)
      #expect(try ModelReader(json: text.utf8).network.outputs == network.outputs)
      #expect(
        try ModelReader(json: text.utf8).network.layers[3].calls[0].tensors == [call(taken)])
    }
  }

  /// Python takes place −1 for the last one.
  @Test func outputZeroOfAGraphIsItsLastCall() throws {
    let network = try model("Functional", dense: 0, outputs: [["enc", 0, 0], ["dense", 0, 0]])
    #expect(network.outputs[0] == call(1))
  }

  @Test func chainsAreCountedFromZeroEverywhere() throws {
    let outputs: JSONValue = [["enc", 1, 0], ["dense", 0, 0]]
    let network = try model("Sequential", dense: 1, outputs: outputs)
    #expect(network.outputs[0] == call(1))
    #expect(network.layers[3].calls[0].tensors == [call(1)])
    let written = try JSONParser.parse(ModelWriter.json(network.resolved()).utf8)
    #expect(written["config"]?["output_layers"] == outputs)
  }

  /// TensorFlow.js counts the making of either, everywhere.
  @Test(arguments: ["Functional", "Sequential"])
  func tensorFlowJSCountsItEverywhere(className: String) throws {
    let second: JSONValue = className == "Functional" ? 2 : 1
    let network = try model(className, dense: 0, outputs: [["enc", second, 0], ["dense", 0, 0]])
      .resolved()
    let text = try LayersModelWriter.json(
      network, json: ModelWriter.json(network), manifest: nil)
    let config = try JSONParser.parse(text.utf8)["modelTopology"]?["model_config"]?["config"]
    #expect(config?["output_layers"] == [["enc", 2, 0], ["dense", 0, 0]])
    #expect(config?["layers"]?.elements?[3]["inbound_nodes"] == [[["enc", 1, 0, [:]]]])
  }
}
