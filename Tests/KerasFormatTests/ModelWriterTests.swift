import Foundation
import Networks
import Testing

@testable import KerasFormat

@Suite struct ModelWriterTests {
  @Test(arguments: Fixture.names)
  func writesWhatKerasWrote(name: String) throws {
    // Keras records the decision of the machine at hand where the exported file leaves it open.
    let recorded = try Fixture.text("keras3/\(name)/model.json")
      .replacingOccurrences(of: #""jit_compile": true"#, with: #""jit_compile": "auto""#)
    let reader = try Fixture.reader(name)
    let written = ModelWriter.json(
      try reader.network.resolved(), training: try reader.training())
    #expect(try JSONParser.parse(written.utf8) == JSONParser.parse(recorded.utf8))
  }

  @Test func masksOfAGraphComeBack() throws {
    let reader = try ModelReader(json: try Fixture.data("masks/model.json"))
    let written = ModelWriter.json(
      try reader.network.resolved(), training: try reader.training())
    #expect(try ModelReader(json: written.utf8).network == reader.network)
  }

  @Test(arguments: Catalog.entries.map(\.name))
  func catalogueComesBackAsItWas(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let reader = try ModelReader(
      json: ModelWriter.json(try entry.network.resolved(), training: entry.training).utf8)
    #expect(reader.network == entry.network)
    #expect(try reader.training() == entry.training)
  }

  @Test(arguments: [
    "keras1/conv_sequential", "keras1/denoise_functional", "keras1/rnn_sequential",
    "keras2/conv_sequential", "keras2/heads_functional", "keras2/tf_rnn_sequential",
  ])
  func olderModelsBecomeKeras3(path: String) throws {
    let old = try ModelReader(json: try Fixture.data(path + ".json")).network.resolved()
    let written = ModelWriter.json(old)
    let new = try ModelReader(json: written.utf8)
    // The names of classes that Keras 1 had are not written.
    var options = SummaryOptions()
    (options.showsGraph, options.showsTrainable, options.expandsNested) = (true, true, true)
    let tables = try [new.network.resolved(), old].map { $0.summary().text(options) }
    #expect(tables[0] == tables[1])
    #expect(try ModelWriter.json(new.network.resolved()) == written)
    #expect(try new.training() == nil)
  }

  @Test(arguments: [
    Initializer.zeros, .ones, .randomNormal(mean: 0.5, standardDeviation: 2),
    .randomUniform(minimum: -1, maximum: 3), .glorotUniform, .glorotNormal, .heUniform, .heNormal,
    .orthogonal(gain: 1.5),
  ])
  func everyInitializerComesBack(initializer: Initializer) throws {
    let dense = Dense(
      units: 2, kernel: WeightSettings(initializer), bias: WeightSettings(initializer))
    let network = NetworkDescription(
      sequential: "one", input: [3], layers: [LayerDescription("dense", dense)])
    #expect(try ModelReader(json: ModelWriter.json(try network.resolved()).utf8).network == network)
  }

  /// A network that was made for images of any size is written as that, whatever it is called on.
  @Test func networksInsideKeepTheirOwnInputs() throws {
    let file = try Fixture.data("tables/nested_open/model.json")
    let written = ModelWriter.json(try ModelReader(json: file).network.resolved())
    var options = SummaryOptions()
    (options.expandsNested, options.terminalColumns) = (true, 140)
    let again = try ModelReader(json: written.utf8).network.resolved().summary().text(options)
    #expect(try again == Fixture.text("tables/nested_open/nested.txt"))
  }

  /// Fuzzing found one of a class that nobody knows, called on a damaged tensor.
  @Test func callsWithoutTensorsAreWrittenAsTheyAre() throws {
    let text = """
      {"class_name": "Functional", "config": {"layers": [
        {"module": "keras.layers", "class_name": "InputLayer", "name": "i", "inbound_nodes": [],
         "config": {"name": "i", "batch_shape": [null, 4]}},
        {"module": "own", "class_name": "Mine", "name": "m", "config": {"name": "m"},
         "inbound_nodes": [{"args": [3], "kwargs": {}}]}],
        "input_layers": [["i", 0, 0]], "output_layers": [["m", 0, 0]]}}
      """
    let network = try ModelReader(json: text.utf8).network.resolved()
    let again = try ModelReader(json: ModelWriter.json(network).utf8).network.resolved()
    #expect(again.summary() == network.summary())
  }

  /// Keras calls the shapes of several arguments by their names, and fails at a list of them.
  @Test func shapesOfSeveralArgumentsAreLeftToKeras() throws {
    let text = """
      {"class_name": "Functional", "config": {"layers": [
        {"class_name": "InputLayer", "name": "i", "inbound_nodes": [], "config": {
          "name": "i", "batch_input_shape": [null, 10, 16]}},
        {"class_name": "MultiHeadAttention", "name": "m", "config": {
          "name": "m", "num_heads": 2, "key_dim": 8, "query_shape": [null, 10, 16],
          "key_shape": [null, 10, 16], "value_shape": [null, 10, 16]}, "inbound_nodes": [
          [["i", 0, 0, {"value": ["i", 0, 0]}]]]},
        {"class_name": "Add", "name": "a", "config": {"name": "a"}, "inbound_nodes": [
          [["i", 0, 0, {}], ["m", 0, 0, {}]]]}],
        "input_layers": [["i", 0, 0]], "output_layers": [["a", 0, 0]]}}
      """
    let network = try ModelReader(json: text.utf8).network.resolved()
    let written = try JSONParser.parse(ModelWriter.json(network).utf8)
    let layers = try #require(written["config"]?["layers"]?.elements)
    #expect(layers.count == 3 && layers[1]["build_config"] == nil)
    // Nor are they settings any more, as they were in Keras 2.13.
    let settings = try #require(layers[1]["config"]?.members).map(\.name)
    #expect(settings.contains("key_dim") && !settings.contains { $0.hasSuffix("_shape") })
    #expect(layers[2]["build_config"]?["input_shape"]?.elements?.count == 2)
  }
}
