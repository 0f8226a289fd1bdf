import Foundation
import Networks
import Testing

@testable import KerasFormat

@Suite struct ModelReaderTests {
  @Test func keras3SettingsAreAllRead() throws {
    let network = try Fixture.reader("rnn_regularized").network
    #expect(network.name == "sequential")
    #expect(network.layers[0].description == LayerDescription("input_layer", InputLayer([5, 3])))
    let rnn = SimpleRNN(
      units: 6, kernel: WeightSettings(.glorotUniform, Regularizer(l1: 0.009999999776482582)),
      recurrentKernel: WeightSettings(.orthogonal(gain: 1), Regularizer(l1: 0.005, l2: 0.01)),
      bias: WeightSettings(.zeros, Regularizer(l2: 0.02)))
    #expect(network.layers[1].description == LayerDescription("simple_rnn_1", rnn))
    let names = try Fixture.reader("long_names").network.layers.map(\.description)
    let last = try #require(names[3].layer as? SimpleRNN)
    #expect(last.recurrence.kernel.initializer == .randomUniform(minimum: -0.1, maximum: 0.1))
    #expect(last.recurrence.recurrentKernel.initializer == .glorotNormal)
    #expect(!names[3].isTrainable && names[1].isTrainable)
  }

  @Test func trainingOfKeras3IsRead() throws {
    func training(_ name: String) throws -> TrainingDescription? {
      try Fixture.reader(name).training()
    }
    #expect(
      try training("opt_sgd_nesterov")
        == TrainingDescription(
          optimizer: .sgd(learningRate: 0.05000000074505806, momentum: 0.9, isNesterov: true),
          loss: .meanSquaredError, metrics: [.accuracy]))
    #expect(
      try training("opt_adam_custom")?.optimizer
        == .adam(learningRate: 0.019999999552965164, beta1: 0.8, beta2: 0.95, epsilon: 1e-3))
    #expect(try training("loss_bce_multilabel")?.loss == .binaryCrossentropy)
    #expect(try training("seed4_flatten_softmax_digits")?.loss == .categoricalCrossentropy)
    #expect(try training("counts_functional_two_heads")?.metrics == [])
    #expect(try training("shared_frozen_two_inputs") == nil)
  }

  @Test func keras1AndKeras2ConvolutionsAreOne() throws {
    let expected = [
      LayerDescription("", InputLayer([32, 40, 3])),
      LayerDescription(
        "",
        Conv2D(
          filters: 8, kernelSize: Size2D(3, 5), strides: Size2D(2, 3), padding: .same,
          activation: .relu)),
      LayerDescription("", Flatten()),
      LayerDescription(
        "", Dense(units: 4, activation: .softmax, kernel: WeightSettings(.heNormal)),
        isTrainable: false),
    ]
    for path in ["keras1/conv_sequential.json", "keras2/conv_sequential.json"] {
      let network = try ModelReader(json: try Fixture.data(path)).network
      let nameless = network.layers.map {
        LayerDescription("", $0.description.layer, isTrainable: $0.description.isTrainable)
      }
      #expect(nameless == expected, "\(path)")
      #expect(try network.resolved().layers.map(\.outputShape.dimensions)[1] == [16, 14, 8])
      #expect(try network.resolved().trainableCount == 8 * (3 * 3 * 5 + 1))
    }
  }

  @Test func keras1AndKeras2RecurrencesAreOne() throws {
    let rnn = SimpleRNN(
      units: 10, kernel: WeightSettings(.glorotUniform, Regularizer(l1: 0.5)),
      recurrentKernel: WeightSettings(.orthogonal(gain: 1), Regularizer(l2: 0.125)))
    let dense = Dense(
      units: 1, kernel: WeightSettings(.randomUniform(minimum: -0.05, maximum: 0.05)))
    for path in ["keras1/rnn_sequential.json", "keras2/tf_rnn_sequential.json"] {
      let network = try ModelReader(json: try Fixture.data(path)).network
      #expect(network.form == .sequential)
      #expect(
        network.layers.map { LayerDescription("", $0.description.layer) } == [
          LayerDescription("", InputLayer([3, 1])), LayerDescription("", rnn),
          LayerDescription("", dense),
        ], "\(path)")
      #expect(network.layers[0].description.name.hasSuffix("_1_input"))
      #expect(try network.resolved().parameterCount == 131)
    }
  }

  @Test func keras1GraphIsRead() throws {
    let network = try ModelReader(json: try Fixture.data("keras1/denoise_functional.json")).network
    let normal = Initializer.randomNormal(mean: 0, standardDeviation: 0.05)
    let rounded = Regularizer(l1: 9.999999974752427e-07, l2: 9.999999974752427e-07)
    #expect(
      network.layers.map(\.description) == [
        LayerDescription("input_1", InputLayer([514])),
        LayerDescription(
          "dense_1",
          Dense(units: 514, kernel: WeightSettings(normal, rounded))),
        LayerDescription("activation_1", ActivationLayer(.relu)),
        LayerDescription(
          "dense_2",
          Dense(
            units: 257, usesBias: false, kernel: WeightSettings(normal),
            bias: WeightSettings(.zeros, Regularizer(l2: 0.25)))),
      ])
    #expect(network.outputs == [TensorReference(layer: "dense_2")])
    #expect(try network.resolved().chain().count == 4)
  }

  @Test func keras2HeadsAndSharedLayersAreRead() throws {
    let network = try ModelReader(json: try Fixture.data("keras2/heads_functional.json")).network
    let trunk = { TensorReference(layer: "trunk", node: $0) }
    #expect(
      network.layers.map(\.calls) == [
        [], [[TensorReference(layer: "input_1")], [trunk(0)]], [[trunk(1)]], [[trunk(0)]],
      ])
    #expect(
      network.outputs == [TensorReference(layer: "head_a"), TensorReference(layer: "head_b")])
    #expect(try network.resolved().parameterCount == 16 + 5 + 10)
    #expect(try network.resolved().summary().text().contains("input_1[0][0], trunk[0]"))
  }

  @Test func layersWithoutNamesGetKerasNames() throws {
    let model: JSONValue = [
      "class_name": "Sequential",
      "config": [
        ["class_name": "Dense", "config": ["output_dim": 3, "input_dim": 2]],
        ["class_name": "Dense", "config": ["units": .number(1)]],
      ],
    ]
    let network = try ModelReader(json: JSONWriter.text(model).utf8).network
    #expect(network.layers.map(\.description.name) == ["dense_input", "dense", "dense_1"])
    #expect(try network.resolved().parameterCount == 9 + 4)
  }

  /// As Keras reads them: a graph freezes its layers, and what a chain says of itself is passed over.
  /// Keras 3.15 has the rows `in (MyInput)`, `(None, 4)`, 0, and of a chain none; the same class registered in Keras 2
  /// has its package before its name.
  @Test(arguments: [
    #""module": null, "class_name": "MyInput", "registered_name": "my>MyInput""#,
    #""module": "__main__", "class_name": "MyInput", "registered_name": "MyInput""#,
    #""class_name": "my>MyInput""#,
  ])
  func ownClassOfInputsIsAnInput(head: String) throws {
    let size = head.hasPrefix(#""class"#) ? "batch_input_shape" : "batch_shape"
    let input = """
      {\(head), "config": {"\(size)": [null, 4], "dtype": "float32", "sparse": false,
        "ragged": false, "name": "in"}, "name": "in", "inbound_nodes": []}
      """
    let graph = try ModelReader(
      json: Data(
        """
        {"class_name": "Functional", "config": {"name": "n", "layers": [\(input),
          {"class_name": "Dense", "config": {"name": "d", "units": 3}, "name": "d",
            "inbound_nodes": [[["in", 0, 0, {}]]]}],
          "input_layers": [["in", 0, 0]], "output_layers": [["d", 0, 0]]}}
        """.utf8)
    ).network.resolved()
    let rows = graph.summary().rows
    #expect(rows.map(\.layer) == ["in", "d"])
    #expect(rows.map(\.className) == ["MyInput", "Dense"])
    #expect(rows.map(\.parameterCount) == [0, 15])
    #expect(graph.uncountedLayers.isEmpty)
    let chain = try ModelReader(
      json: Data(
        """
        {"class_name": "Sequential", "config": {"name": "n", "layers": [\(input),
          {"class_name": "Dense", "config": {"name": "d", "units": 3}}]}}
        """.utf8)
    ).network.resolved().summary()
    #expect(chain.rows.map(\.layer) == ["d"] && chain.parameterCount == 15)
  }

  @Test func namesMayHaveTabs() throws {
    func name(_ name: String) throws -> String? {
      try ModelReader(
        json: Data(
          """
          {"class_name": "Sequential", "config": {"name": "\(name)", "layers": [
            {"class_name": "Dense", "config": {"name": "\(name)", "units": 3}}]}}
          """.utf8)
      ).network.layers.last?.description.name
    }
    #expect(try name(#"a\tb"#) == "a\tb")
    for other in [#"a\nb"#, #"a\rb"#, #"a\u001bb"#, ""] {
      #expect(throws: ModelError.self) { try name(other) }
    }
  }

  @Test func frozenGraphFreezesItsLayers() throws {
    for (fixture, name, count) in [
      ("shared_frozen_two_inputs", "shared", 0), ("seed6_simple_rnn", "sequential", 131),
    ] {
      let text = try Fixture.text("keras3/\(fixture)/model.json")
      let frozen = text.replacingOccurrences(
        of: #""name": "\#(name)", "trainable": true"#,
        with: #""name": "\#(name)", "trainable": false"#)
      #expect(frozen != text)
      #expect(try ModelReader(json: frozen.utf8).network.resolved().trainableCount == count)
    }
  }

  /// A wrapper that was made with `trainable=False` around a layer that learns: 3·(5 + 1) weights that Keras 3.15.1
  /// trains, while the row is marked N. A network that is frozen as a whole trains none of them.
  @Test(arguments: [("true", 18), ("false", 0)])
  func layersInsideSayThemselvesWhetherTheyLearn(mark: String, count: Int) throws {
    let text = """
      {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "net",
      "trainable": \(mark), "layers": [
      {"class_name": "InputLayer", "config": {"batch_shape": [null, 4, 5], "name": "x"}, "name": "x",
      "inbound_nodes": []},
      {"class_name": "TimeDistributed", "config": {"name": "each", "trainable": false, "layer":
      {"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense", "trainable": true,
      "units": 3}}}, "name": "each", "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
      "config": {"shape": [null, 4, 5], "keras_history": ["x", 0, 0]}}], "kwargs": {}}]}],
      "input_layers": ["x", 0, 0], "output_layers": ["each", 0, 0]}}
      """
    let network = try ModelReader(json: text.utf8).network.resolved()
    #expect(network.trainableCount == count)
    #expect(network.layers.last?.description.isTrainable == false)
    let again = try ModelReader(json: ModelWriter.json(network).utf8).network.resolved()
    #expect(again.trainableCount == count)
  }
}
