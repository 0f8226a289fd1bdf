import KerasFormat
import Networks
import TestSupport
import Testing

/// Networks out of files, as a sweep takes them.
@Suite struct ModelEntryTests {
  private static func dense(_ settings: String = "") -> String {
    #"{"class_name": "Dense", "config": {"name": "dense", "units": 3, "batch_input_shape": [null, 2]\#(settings)}}"#
  }

  private static let compiled =
    #", "compile_config": {"optimizer": "adam", "loss": "categorical_crossentropy"}"#

  private func json(_ layers: String, _ compilation: String = compiled) -> String {
    #"{"class_name": "Sequential", "config": {"name": "net", "layers": [\#(layers)]}\#(compilation)}"#
  }

  @Test func aFileIsANetworkWithItsTrainingAndTheShapesOfItsSamples() throws {
    let entry = try Catalog.Entry(
      name: "mine", model: json(Self.dense()).utf8, counts: ["dense": 9])
    #expect(entry.name == "mine")
    #expect(entry.training.optimizer.rule == .adam)
    #expect(entry.referenceCounts == [9])
    #expect(
      entry.task
        == .clusters(ClusterShapes(input: [2], output: [3], loss: .categoricalCrossentropy)))
    #expect(!entry.learnsDigits)
  }

  @Test func withoutATableNobodyTellsCounts() throws {
    let entry = try Catalog.Entry(name: "mine", model: json(Self.dense()).utf8)
    #expect(entry.referenceCounts == [nil])
  }

  @Test func numbersOfRowsAreThoseOfTheTable() throws {
    let table = #"""
      {"class_name": "Embedding", "config": {"name": "words", "input_dim": 7, "output_dim": 2,
       "batch_input_shape": [null, 5]}}, {"class_name": "Flatten", "config": {"name": "flat"}}
      """#
    let entry = try Catalog.Entry(
      name: "mine",
      model: json(table, #", "compile_config": {"optimizer": "sgd", "loss": "mse"}"#).utf8)
    #expect(
      entry.task
        == .clusters(
          ClusterShapes(
            input: [5], vocabularySize: 7, output: [10], loss: .meanSquaredError)))
  }

  @Test func everyInputAndOutputIsDescribed() throws {
    func call(_ name: String, _ layer: String, _ settings: String, _ inputs: String...) -> String {
      let nodes = inputs.map { #"["\#($0)", 0, 0, {}]"# }.joined(separator: ", ")
      return #"{"class_name": "\#(layer)", "name": "\#(name)", "#
        + #""config": {"name": "\#(name)"\#(settings)}, "#
        + #""inbound_nodes": [\#(inputs.isEmpty ? "" : "[\(nodes)]")]}"#
    }
    let layers = [
      call("ids", "InputLayer", #", "batch_input_shape": [null, 5], "dtype": "int32""#),
      call("x", "InputLayer", #", "batch_input_shape": [null, 3]"#),
      call("words", "Embedding", #", "input_dim": 7, "output_dim": 2"#, "ids"),
      call("flat", "Flatten", "", "words"),
      call("joined", "Concatenate", #", "axis": -1"#, "flat", "x"),
      call("kind", "Dense", #", "units": 4, "activation": "softmax""#, "joined"),
      call("size", "Dense", #", "units": 1"#, "joined"),
    ].joined(separator: ", ")
    let model = #"""
      {"class_name": "Functional", "config": {"name": "net", "layers": [\#(layers)],
       "input_layers": [["ids", 0, 0], ["x", 0, 0]], "output_layers": [["kind", 0, 0], ["size", 0, 0]]},
       "compile_config": {"optimizer": "adam", "loss": {"kind": "categorical_crossentropy", "size": "mse"}}}
      """#
    let entry = try Catalog.Entry(name: "mine", model: model.utf8)
    #expect(
      entry.task
        == .clusters(
          ClusterShapes(
            inputs: [.init([5], vocabularySize: 7), .init([3])],
            outputs: [.init([4], .categoricalCrossentropy), .init([1], .meanSquaredError)])))
  }

  @Test(arguments: [
    (dense(), "", "it says nothing of how it is compiled; give --optimizer and --loss"),
    (dense(#", "trainable": false"#), compiled, "it has no weights to train"),
    (
      #"{"class_name": "Conv2D", "config": {"name": "conv", "filters": 1, "kernel_size": [1, 1], "#
        + #""batch_input_shape": [null, null, 4, 1]}}"#, compiled, "has axes of unknown size"
    ),
  ])
  func whatCannotBeMeasuredIsToldInASentence(
    layers: String, compilation: String, sentence: String
  ) throws {
    let error = #expect(throws: ModelError.self) {
      try Catalog.Entry(name: "mine", model: json(layers, compilation).utf8)
    }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
  }
}
