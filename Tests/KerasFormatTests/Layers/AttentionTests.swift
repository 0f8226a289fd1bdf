import Networks
import Testing

@testable import KerasFormat

/// Attention: what calls return beside the output, and what a class is called where.
@Suite struct AttentionTests {
  private func history(_ layer: String, _ tensor: Int = 0) -> JSONValue {
    [
      "class_name": "__keras_tensor__",
      "config": ["keras_history": [.string(layer), 0, .integer(tensor)]],
    ]
  }

  /// Query of 5 steps and value of 7 into a layer, whose two outputs the network returns.
  private func network(
    _ layer: JSONValue, nodes: JSONValue, module: String? = nil
  ) throws -> ResolvedNetwork {
    func input(_ name: String, _ steps: Int) -> JSONValue {
      [
        "class_name": "InputLayer", "name": .string(name), "inbound_nodes": [],
        "config": ["name": .string(name), "batch_shape": [nil, .integer(steps), 8]],
      ]
    }
    var members = layer.members ?? []
    members += [.init("name", "a"), .init("inbound_nodes", nodes)]
    let home = module.map { [JSONValue.Member("module", .string($0))] } ?? []
    let model: JSONValue = [
      "class_name": "Functional",
      "config": [
        "layers": [input("q", 5), input("v", 7), .object(members)],
        "input_layers": [["q", 0, 0], ["v", 0, 0]],
        "output_layers": [["a", 0, 0], ["a", 0, 1]],
      ],
    ]
    let text = JSONWriter.text(.object(home + (model.members ?? [])))
    return try ModelReader(json: text.utf8).network.resolved()
  }

  @Test func scoresAreReturnedWhereCallsAskForThem() throws {
    let heads: JSONValue = [
      "class_name": "MultiHeadAttention", "config": ["num_heads": 2, "key_dim": 3],
    ]
    let plain: JSONValue = ["class_name": "Attention", "config": [:]]
    let named: JSONValue = ["return_attention_scores": true]
    let call: JSONValue = ["args": [history("q"), history("v")], "kwargs": named]
    let listed: JSONValue = ["args": [[history("q"), history("v")]], "kwargs": named]
    // As Keras 2 writes calls.
    let older: JSONValue = [
      [["q", 0, 0, ["value": ["v", 0, 0], "return_attention_scores": true]]]
    ]
    // Keras 3 states as many values as queries for scores.
    for (nodes, values): (JSONValue, Int?) in [([call], 5), (older, 7)] {
      let network = try network(heads, nodes: nodes)
      #expect(network.networkOutputShapes.map(\.axes) == [[5, 8], [2, 5, values]])
      #expect(network.parameterCount == 3 * (8 + 1) * 6 + (6 + 1) * 8)
    }
    #expect(
      try network(plain, nodes: [listed]).networkOutputShapes.map(\.axes) == [[5, 8], [5, 7]])
    let without: JSONValue = ["args": [history("q"), history("v")], "kwargs": [:]]
    #expect(throws: ModelError.self) { try network(heads, nodes: [without]) }
  }

  /// Keras 3 states the same whichever axes these are; Keras 2 has what is computed.
  @Test(arguments: [nil, [1], [2], [-3], [1, 2]] as [[Int]?])
  func scoresAlongAxes(axes: [Int]?) throws {
    var heads = MultiHeadAttention(heads: 2, keySize: 3)
    heads.returnsScores = true
    heads.attentionAxes = axes
    let inputs: [Shape] = [[5, 4, 8], [5, 4, 8]]
    let computed: Shape =
      switch axes {
      case [1], [-3]: [4, 2, 5, 5]
      case [2]: [5, 2, 4, 4]
      default: [2, 5, 4, 5, 4]
      }
    #expect(try heads.outputShapes(for: inputs) == [[5, 4, 8], computed])
    heads.hasSquareScores = true
    #expect(try heads.outputShapes(for: inputs) == [[5, 4, 8], [2, 5, 5]])
  }

  /// Keras 3 never tells the layers inside; Keras 2 asks the layer around them.
  @Test func frozenAttentionLearnsInKeras3() throws {
    let heads: JSONValue = [
      "class_name": "MultiHeadAttention",
      "config": ["num_heads": 2, "key_dim": 3, "trainable": false],
    ]
    let named: JSONValue = ["return_attention_scores": true]
    let call: JSONValue = ["args": [history("q"), history("v")], "kwargs": named]
    for (module, learning): (String?, Int) in [(nil, 0), ("keras.src.models.functional", 218)] {
      let network = try network(heads, nodes: [call], module: module)
      #expect(network.parameterCount == 218 && network.trainableCount == learning)
    }
  }

  @Test func scoresOfGroupsHaveTheValuesSteps() throws {
    let grouped: JSONValue = [
      "class_name": "GroupQueryAttention",
      "config": ["num_query_heads": 4, "head_dim": 3, "num_key_value_heads": 2],
    ]
    let named: JSONValue = ["return_attention_scores": true]
    let network = try network(
      grouped, nodes: [["args": [history("q"), history("v")], "kwargs": named]])
    #expect(network.networkOutputShapes.map(\.axes) == [[5, 8], [4, 5, 7]])
  }

  /// Keras 3.15 takes an image's columns for features there, and says so by the biases' shapes.
  @Test func groupedAttentionOnImagesHasTheWeightsOfKeras() throws {
    let layer = MultiHeadAttention(heads: 4, keySize: 4, sharedHeads: 2)
    let weights = layer.parameters(for: [[3, 5, 6], [3, 5, 6]])
    #expect(
      weights.map(\.shape) == [
        [5, 4, 4], [4, 4, 1], [5, 2, 4], [2, 4, 1], [5, 2, 4], [2, 4, 1], [4, 4, 6], [6],
      ])
    let network = try NetworkDescription(
      sequential: "net", input: [3, 5, 6], layers: [LayerDescription("a", layer)]
    ).resolved()
    #expect(network.parameterCount == 294)
  }

  /// Keras exports the class under a shorter name than its own, which summaries and weights' groups go by.
  @Test func groupedAttentionHasTwoNames() throws {
    let network = try NetworkDescription(
      sequential: "net", input: [5, 8],
      layers: [
        LayerDescription("a", MultiHeadAttention(heads: 4, keySize: 3, sharedHeads: 2))
      ]
    ).resolved()
    #expect(
      StoredWeights.places(of: network).first?.path
        == "layers/grouped_query_attention/_query_dense/vars/0")
    #expect(network.summary().text().contains("a (GroupedQueryAttention)"))
    #expect(ModelWriter.json(network).contains(#""class_name": "GroupQueryAttention""#))
  }

  /// A number's place in a call is no tensor's; whole `.h5` files of Keras 3 name no module.
  @Test func operationsThatGoByNamesOfLayersAreNone() throws {
    func node(_ arguments: [JSONValue]) -> JSONValue { ["args": .array(arguments), "kwargs": [:]] }
    let input: JSONValue = [
      "class_name": "InputLayer", "name": "x", "inbound_nodes": [],
      "config": ["name": "x", "batch_shape": [nil, 4]],
    ]
    let less: JSONValue = [
      "class_name": "Subtract", "name": "less", "config": ["name": "less"],
      "inbound_nodes": [node([history("x"), 1])],
    ]
    let rows: JSONValue = [
      "class_name": "Reshape", "name": "rows", "config": ["name": "rows", "newshape": [-1, 4]],
      "inbound_nodes": [node([history("less")])],
    ]
    let dense: JSONValue = [
      "class_name": "Dense", "name": "d", "inbound_nodes": [node([history("less")])],
      "config": ["name": "d", "trainable": true, "dtype": "float32", "units": 3],
    ]
    let text: JSONValue = [
      "class_name": "Functional",
      "config": [
        "layers": [input, less, rows, dense], "input_layers": [["x", 0, 0]],
        "output_layers": [["d", 0, 0], ["rows", 0, 0]],
      ],
    ]
    let network = try ModelReader(json: JSONWriter.text(text).utf8).network.resolved()
    #expect(network.parameterCount == 15 && network.uncountedLayers.isEmpty)
  }

  /// Keras 3 writes down the masks that it has worked out itself, as behind an `Embedding` with `mask_zero`.
  @Test func masksAreNoInputs() throws {
    let call: JSONValue = [
      "args": [history("q"), history("v")],
      "kwargs": ["attention_mask": history("q"), "query_mask": history("v"), "value_mask": nil],
    ]
    let heads: JSONValue = [
      "class_name": "MultiHeadAttention", "config": ["num_heads": 2, "key_dim": 3],
    ]
    // The mask is no third tensor, which would be the key.
    let error = #expect(throws: ModelError.self) { try network(heads, nodes: [call]) }
    #expect(error?.description.contains("a[0][1]") == true)
    let dense: JSONValue = ["class_name": "Dense", "config": ["name": "in", "units": 3]]
    let each: JSONValue = ["class_name": "TimeDistributed", "config": ["layer": dense]]
    let input: JSONValue = [
      "class_name": "InputLayer", "name": "x", "inbound_nodes": [],
      "config": ["name": "x", "batch_shape": [nil, 5, 8]],
    ]
    let masked: JSONValue = ["args": [history("x")], "kwargs": ["mask": history("x")]]
    let wrapper: JSONValue = .object(
      (each.members ?? []) + [.init("name", "t"), .init("inbound_nodes", [masked])])
    let text: JSONValue = [
      "class_name": "Functional",
      "config": [
        "layers": [input, wrapper], "input_layers": [["x", 0, 0]], "output_layers": [["t", 0, 0]],
      ],
    ]
    let resolved = try ModelReader(json: JSONWriter.text(text).utf8).network.resolved()
    #expect(resolved.parameterCount == 27)
    // It is written again, and told among what the layer is connected to.
    #expect(ModelWriter.json(resolved).contains("\"mask\": {"))
    #expect(resolved.layers[1].calls[0].count == 2)
  }
}
