import Networks
import Testing

@testable import KerasFormat

@Suite struct SummaryTests {
  @Test(arguments: Fixture.names)
  func textIsKerasByteForByte(name: String) throws {
    let summary = try Fixture.reader(name).network.resolved().summary()
    #expect(try summary.text() == Fixture.text("keras3/\(name)/summary.txt"))
  }

  /// Printed by Keras 3.15.1: what tells which numbers are no padding has rows of its own.
  @Test func masksOfAGraphHaveRows() throws {
    let reader = try ModelReader(json: try Fixture.data("masks/model.json"))
    let summary = try reader.network.resolved().summary()
    #expect(try summary.text() == Fixture.text("masks/summary.txt"))
  }

  @Test(arguments: Fixture.names.filter { Fixture.exists("keras3/\($0)/summary_after_fit.txt") })
  func textAfterFitCountsTheOptimizer(name: String) throws {
    let reader = try Fixture.reader(name)
    let network = try reader.network.resolved()
    let summary = network.summary(optimizer: try reader.optimizerVariables(of: network))
    #expect(
      try summary.text(isFitted: true) == Fixture.text("keras3/\(name)/summary_after_fit.txt"))
  }

  @Test(arguments: Fixture.names)
  func jsonHasEveryMemberOfTheRecordedOne(name: String) throws {
    let reader = try Fixture.reader(name)
    let recorded = try JSONParser.parse(try Fixture.data("keras3/\(name)/summary.json"))
    // Keras counted the optimizer only where it trained.
    let network = try reader.network.resolved()
    let isTrained = recorded["optimizer_params_after_fit"] != nil
    let summary = network.summary(
      optimizer: isTrained ? try reader.optimizerVariables(of: network) : nil)
    #expect(try JSONParser.parse(summary.json().utf8).contains(recorded))
  }

  /// Printed by Keras 3.15.1: networks within networks, also such as were made for any size and with operations,
  /// several outputs, types, frozen layers.
  @Test(
    arguments: [
      "nested_chain", "nested_frozen", "nested_open", "nested_shared", "nested_thawed",
      "several_outputs", "types",
    ])
  func optionsAreKerasByteForByte(name: String) throws {
    let reader = try ModelReader(json: try Fixture.data("tables/\(name)/model.json"))
    let summary = try reader.network.resolved().summary()
    for (expands, shows, file) in [
      (false, false, "plain"), (true, false, "nested"), (false, true, "trainable"),
      (true, true, "both"),
    ] {
      var options = SummaryOptions()
      (options.expandsNested, options.showsTrainable) = (expands, shows)
      options.terminalColumns = 140
      #expect(try summary.text(options) == Fixture.text("tables/\(name)/\(file).txt"), "\(file)")
    }
  }

  @Test func olderStylesHaveFixedColumns() throws {
    let summary = try Fixture.reader("seed6_simple_rnn").network.resolved().summary()
    var options = SummaryOptions()
    options.style = .keras2
    let second = summary.text(options).split(separator: "\n").map(String.init)
    #expect(second[1] == String(repeating: "_", count: 65))
    #expect(second[2] == "Layer (type)                 Output Shape              Param #   ")
    #expect(second.contains("Total params: 131") && second.contains("Trainable params: 131"))
    options.style = .keras1
    let first = summary.text(options).split(separator: "\n").map(String.init)
    #expect(first[0] == String(repeating: "_", count: 100))
    #expect(first[1].hasSuffix("Param #     Connected to                     "))
    #expect(first[3].contains("input_layer[0][0]") && first[3].count == 100)
    #expect(first[first.count - 2] == "Total params: 131")
  }

  /// Keras 2 shortened the names of convolutions.
  @Test func theOldestTableHasTheOldestClasses() throws {
    let network = try NetworkDescription(
      sequential: "net", input: [8, 8, 3],
      layers: [
        LayerDescription("conv", Conv2D(filters: 4, kernelSize: Size2D(3, 3))),
        LayerDescription("flatten", Flatten()),
      ]
    ).resolved()
    var options = SummaryOptions()
    options.style = .keras1
    let text = network.summary().text(options)
    #expect(text.contains("conv (Convolution2D)") && text.contains("flatten (Flatten)"))
    options.style = .keras2
    #expect(network.summary().text(options).contains("conv (Conv2D)"))
  }

  @Test func theOldestTableHasTheClassesOfItsFile() throws {
    let layers: JSONValue = [
      [
        "class_name": "TimeDistributedDense",
        "config": ["name": "a", "output_dim": 3, "batch_input_shape": [nil, 5, 4]],
      ],
      [
        "class_name": "AtrousConvolution1D",
        "config": ["name": "b", "nb_filter": 2, "filter_length": 2, "atrous_rate": 2],
      ],
      [
        "class_name": "Convolution1D", "config": ["name": "c", "nb_filter": 2, "filter_length": 1],
      ],
    ]
    let model: JSONValue = ["class_name": "Sequential", "config": layers]
    let summary = try ModelReader(json: JSONWriter.text(model).utf8).network.resolved().summary()
    var options = SummaryOptions()
    options.style = .keras1
    let text = summary.text(options)
    for name in ["a (TimeDistributedDense)", "b (AtrousConvolution1D)", "c (Convolution1D)"] {
      #expect(text.contains(name))
    }
    #expect(summary.text().contains("a (Dense)") && summary.text().contains("b (Conv1D)"))
  }

  /// Keras 1 counted the making of a network that is a layer as its first call; later ones do not.
  @Test func callsOfNetworksAreNumberedAsEachVersionDoes() throws {
    let model = try ModelReader(json: try Fixture.data("tables/nested_shared/model.json"))
    let summary = try model.network.resolved().summary()
    var options = SummaryOptions()
    options.style = .keras1
    #expect(summary.text(options).contains("base[1][0]"))
    #expect(summary.text(options).contains("base[2][0]"))
    for style in [SummaryOptions.Style.keras2, .keras3] {
      options.style = style
      #expect(summary.text(options).contains("base[0][0]"))
    }
  }

  @Test func jsonSaysWhatLearns() throws {
    let summary = try Fixture.reader("shared_frozen_two_inputs").network.resolved().summary()
    let layers = try #require(try JSONParser.parse(summary.json().utf8)["layers"]?.elements)
    for layer in layers {
      for weight in layer["weights"]?.elements ?? [] {
        #expect(weight["trainable"] == layer["trainable"])
        #expect(weight["dtype"] == "float32")
      }
    }
    #expect(Set(layers.compactMap { $0["trainable"]?.truth }) == [true, false])
  }

  @Test func graphListsNodesInTextAndJSON() throws {
    let summary = try Fixture.reader("shared_frozen_two_inputs").network.resolved().summary()
    let shared = "shared_with_a_rather_long_name_that_goes_on"
    #expect(
      summary.text(showsGraph: true).hasSuffix(
        """
         Nodes:
          in_a: inbound nodes 1 (-), outbound nodes 1 (\(shared)[0])
          \(shared): inbound nodes 3 (in_a[0][0], in_b[0][0], \(shared)[0][0]), outbound nodes 2 \
        (\(shared)[2], head two words[0])
          in_b: inbound nodes 1 (-), outbound nodes 1 (\(shared)[1])
          head two words: inbound nodes 1 (\(shared)[2][0]), outbound nodes 0 (-)

        """))
    let layers = try JSONParser.parse(summary.json(showsGraph: true).utf8)["layers"]?.elements
    #expect(layers?[1]["inbound_nodes"]?.elements?.count == 3)
    #expect(layers?[1]["outbound_nodes"] == [.string("\(shared)[2]"), "head two words[0]"])
    #expect(layers?[0]["inbound_nodes"] == [[]])
  }

  @Test func chainShowsConnectionsOnlyWhereAsked() throws {
    let summary = try Fixture.reader("seed6_simple_rnn").network.resolved().summary()
    #expect(!summary.text().contains("Connected to"))
    #expect(summary.text(showsGraph: true).contains("input_layer[0][0]"))
  }
}

extension JSONValue {
  /// Whether every member of the other value is here, at any depth; there may be more.
  fileprivate func contains(_ other: JSONValue) -> Bool {
    switch (self, other) {
    case (.object, .object(let members)):
      members.allSatisfy { self[$0.name]?.contains($0.value) == true }
    case (.array(let elements), .array(let others)):
      elements.count == others.count && zip(elements, others).allSatisfy { $0.contains($1) }
    default: self == other
    }
  }
}
