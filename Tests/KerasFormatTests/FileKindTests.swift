import Networks
import Testing

@testable import KerasFormat

/// Small files, each for a kind that public model files come in.
@Suite struct FileKindTests {
  /// The file, the number of weights in all, and that of those that learn.
  private static let counted: [(String, Int, Int)] = [
    ("01-tfjs-wrapper", 15, 15), ("02-json-string", 15, 15), ("04-dropout-only", 15, 15),
    ("05-pooling-removal-changes-count", 119, 119), ("06-fixed-batch", 15, 15),
    ("07-null-size-conv", 56, 56), ("08-activation-elu", 15, 15),
    ("09-activation-as-layer-object", 15, 15), ("10-int32-input", 15, 15),
    ("11-sigmoid-with-cce", 27, 27), ("12-softmax-with-bce", 27, 27),
    ("14-constraint-only-counting", 15, 15), ("16-nested-model", 43, 43), ("19-dilation", 20, 20),
    ("20-channels-first", 20, 20), ("22-two-inputs-add", 0, 0),
    ("24-compiled-without-optimizer", 15, 15), ("25-compiled-rmsprop", 15, 15),
    ("26-frozen-and-shared", 44, 34),
  ]

  @Test(arguments: counted.indices)
  func countsAreKeras(index: Int) throws {
    let (name, total, trainable) = Self.counted[index]
    let network = try reader(name).network.resolved()
    #expect(network.uncountedLayers.isEmpty)
    #expect(network.parameterCount == total && network.trainableCount == trainable)
  }

  @Test(arguments: counted.indices)
  func whatIsWrittenIsReadAgain(index: Int) throws {
    let reader = try reader(Self.counted[index].0)
    let network = try reader.network.resolved()
    let again = try ModelReader(json: ModelWriter.json(network, compiledAs: reader).utf8)
    #expect(try again.network.resolved().summary() == network.summary())
  }

  /// What a rate from a command line is in a file, and a model beside what a converter made of it.
  @Test func modelsOfCommandLinesAndConvertersAreRead() throws {
    let model = """
      {"class_name": "Sequential", "config": [
        {"class_name": "Dense", "config": {"name": "d", "output_dim": 3, "input_dim": 4}},
        {"class_name": "Dropout", "config": {"name": "drop", "p": "0.25"}}]}
      """
    for text in [model, #"{"architecture": \#(model), "trainable_params": {"d": [1, 2]}}"#] {
      let network = try ModelReader(json: text.utf8).network.resolved()
      #expect(network.parameterCount == 15)
      #expect((network.layers.last?.description.layer as? Dropout)?.rate == 0.25)
    }
    let wrong = model.replacing("0.25", with: "a quarter")
    let error = #expect(throws: ModelError.self) { try ModelReader(json: wrong.utf8) }
    #expect(error?.description.contains("'a quarter', but must be a number") == true)
  }

  @Test func sizesThatAreFixedOrOpenAreShown() throws {
    let fixed = try reader("06-fixed-batch").network.resolved().summary()
    #expect(fixed.rows[0].outputShape.description == "(64, 3)")
    let open = try reader("07-null-size-conv").network.resolved().summary()
    #expect(open.rows[0].outputShape.description == "(None, None, None, 2)")
  }

  @Test func nestedModelIsOneRowOrSeveral() throws {
    let summary = try reader("16-nested-model").network.resolved().summary()
    #expect(summary.rows.map(\.parameterCount) == [25, 18])
    #expect(summary.rows[0].className == "Functional")
    var options = SummaryOptions()
    options.expandsNested = true
    #expect(summary.text(options).contains("│    └ d (Dense)"))
  }

  /// A chain within a chain within a chain, around a dense layer of two.
  private func nested(_ depth: Int) -> [UInt8] {
    var model: JSONValue = [
      "class_name": "Dense", "config": ["name": "d", "units": 2, "batch_input_shape": [nil, 2]],
    ]
    for level in 0..<depth {
      model = [
        "class_name": "Sequential",
        "config": ["name": .string("n\(level)"), "layers": [model]],
      ]
    }
    return Array(JSONWriter.text(model).utf8)
  }

  @Test(.timeLimit(.minutes(1)))
  func networksWithinNetworksAreReadOnce() throws {
    #expect(try ModelReader(json: nested(15)).network.resolved().parameterCount == 6)
    let error = #expect(throws: ModelError.self) { try ModelReader(json: nested(40)) }
    #expect(error?.description.contains("more than 16 networks within one another") == true)
  }

  @Test func modelWithoutInputIsUnbuilt() throws {
    let network = try reader("17-no-input-shape").network.resolved()
    let summary = network.summary()
    #expect(!summary.isBuilt && summary.parameterCount == 0)
    let text = summary.text()
    #expect(text.contains("│ ?  ") && text.contains("0 (unbuilt)"))
    #expect(!summary.json().contains("\"params\": 3"))
  }

  @Test(arguments: [
    ("13-nan", "line 1, column 221: NaN"), ("18-tfjs-graph-model", "a TensorFlow graph model"),
  ])
  func whatIsNoModelIsNamed(name: String, words: String) throws {
    let data = try Fixture.data("kinds/\(name).json")
    let error = #expect(throws: ModelError.self) { try ModelReader(json: data) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    (#"{"loss": [0.5, 0.25], "accuracy": [0.75, 1]}"#, "the history of a training"),
    (#"{"loss": {"0": 0.5, "1": 0.25}}"#, "the history of a training"),
    (#"{"loss": "mse", "optimizer": {}}"#, "says how a model is compiled"),
    (#"{"version": "1.0", "added_tokens": [], "pre_tokenizer": null}"#, "a tokenizer of Hugging"),
    (#"{"architectures": ["BertModel"], "model_type": "bert"}"#, "Transformers ('bert')"),
    (#"{"cells": [], "nbformat": 4, "metadata": {}}"#, "a Jupyter notebook"),
    (#"{"keras_version": "3.15.1", "date_saved": "2026-11-29@00:00:00"}"#, "the metadata.json"),
  ])
  func jsonThatLiesBesideModelsIsNamed(text: String, words: String) {
    let error = #expect(throws: ModelError.self) { try ModelReader(json: text.utf8) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  /// Nobody can save an archive or an HDF5 file as a text, but one in Latin letters or in UTF-16.
  @Test func aDamagedFileIsNoTextInAnotherEncoding() {
    func sentence(_ bytes: [UInt8]) -> String {
      let error = #expect(throws: ModelError.self) { try ModelReader(json: bytes) }
      return error?.description ?? ""
    }
    let damaged: [[UInt8]] = [
      [0, 0, 0, 0, 0x0D, 0x0A, 0x1A, 0x0A, 0xFF, 0xFF], [0x51, 0x4B, 0x03, 0x04, 0x14, 0xE9, 0x80],
    ]
    for bytes in damaged {
      #expect(sentence(bytes).contains("damaged or no model; copy or download it again"))
    }
    let texts: [[UInt8]] = [
      [0x7B, 0x22, 0xE9, 0x22, 0x7D], [0xFF, 0xFE, 0x7B, 0, 0x7D, 0], [0, 0x7B, 0, 0xE9],
    ]
    for bytes in texts {
      #expect(sentence(bytes).hasSuffix("save it as UTF-8"), "\(sentence(bytes))")
    }
  }

  @Test func compilationsAreKeptAsTheyStand() throws {
    let half = try reader("24-compiled-without-optimizer")
    #expect(try half.loss() == .meanSquaredError)
    let text = ModelWriter.json(try half.network.resolved(), compiledAs: half)
    #expect(try JSONParser.parse(text.utf8)["compile_config"]?["loss"] == "mse")
    let full = try reader("25-compiled-rmsprop")
    let training = try #require(try full.training())
    #expect(training.optimizer == .rmsprop() && training.loss == .sparseCategoricalCrossentropy)
  }

  @Test func pairsThatTensorFlowTrainsOtherwiseAreNamed() throws {
    let sigmoid = try reader("11-sigmoid-with-cce").network.resolved()
    #expect(
      sigmoid.numericsAdvice(for: [OutputTraining(.categoricalCrossentropy)]).first?.contains(
        "pairs sigmoid with categorical_crossentropy") == true)
    #expect(sigmoid.numericsAdvice(for: [OutputTraining(.binaryCrossentropy)]).isEmpty)
    let softmax = try reader("12-softmax-with-bce").network.resolved()
    #expect(softmax.numericsAdvice(for: [OutputTraining(.binaryCrossentropy)]).count == 1)
    #expect(softmax.numericsAdvice(for: [OutputTraining(.meanSquaredError)]).isEmpty)
    // What comes from a softmax is no logits, whatever the loss takes it for.
    let logits = OutputTraining(.categoricalCrossentropy, isLogits: true)
    #expect(softmax.numericsAdvice(for: [logits]).first?.contains("of logits") == true)
    #expect(softmax.numericsAdvice(for: [OutputTraining(.categoricalCrossentropy)]).isEmpty)
  }

  /// First bytes, and what the sentence calls the file.
  private static let others: [([UInt8], String)] = [
    ([0x89, 0x48, 0x44, 0x46, 0x0D], "HDF5"), ([0x89, 0x48, 0x44], "ends within its first word"),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0], "which this build"),
    (Array("PK\u{3}\u{4}".utf8), "ZIP"),
    ([0x1F, 0x8B, 8], "gzip"), ([0xFD] + Array("7zXZ\0".utf8), "by xz"),
    ([0x28, 0xB5, 0x2F, 0xFD], "by zstd"), (Array("BZh91AY".utf8), "by bzip2"),
    (Array(repeating: 0x61, count: 257) + Array("ustar".utf8), "by tar"),
    (Array("GGUF\u{3}".utf8), "GGUF"), ([0x89] + Array("PNG".utf8), "picture"),
    ([0xFF, 0xD8, 0xFF], "picture"),
    ([0, 0, 44] + Array("_CHECKPOINTABLE_OBJECT_GRAPH".utf8), "checkpoint of TensorFlow"),
    (Array("model_checkpoint_path: \"cp\"".utf8), "checkpoint of TensorFlow"),
    ([0x0A, 0x1F, 0x0A, 5] + Array("input\u{12}\u{B}Placeholder".utf8), "a TensorFlow graph,"),
    (
      Array(#"{"class_name": "TimeseriesGenerator", "config": {}}"#.utf8), "samples out of a series"
    ),
    (
      Array(#"{"name": "Sequential", "layers": [{"name": "Dense", "output_dim": 2}]}"#.utf8),
      "Keras 0.3 or older"
    ),
    (Array(#"{"layers": [{"dense": {}}]}"#.utf8), "no model of Keras"),
    ([0x93] + Array("NUMPY".utf8), "NumPy"),
    ([0x80, 4, 0x95], "pickle"), (Array("\n<!DOCTYPE html>".utf8), "web page"),
    (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "git lfs pull"),
    ([8, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\":1}".utf8), "weights without"),
    ([0, 0, 0, 0] + Array("TFL3".utf8), "TensorFlow Lite"), ([8, 7, 0x12, 4], "ONNX"),
    ([8, 1, 0x12, 4], "SavedModel"), (Array("backend: tf\nclass_name: Sequential".utf8), "YAML"),
    (Array(" \n".utf8), "empty"),
    ([0x0A, 0xC3, 7, 0x12, 4] + Array("root\"\u{15}_tf_keras_model".utf8), "SavedModel beside"),
    (Array(#"{"class_name": "Tokenizer", "config": {"num_words": 9}}"#.utf8), "is a Tokenizer"),
    (Array(#"{"class_name": "Dense", "config": {"units": 9}}"#.utf8), "one layer by itself"),
    (Array(#"{"weightsManifest": []}"#.utf8), "weights without an architecture"),
    (Array(#"{"optimizer": "adam", "loss": "mse"}"#.utf8), "compiled"),
  ]

  @Test(arguments: others.indices)
  func otherFilesAreCalledWhatTheyAre(index: Int) {
    let (bytes, words) = Self.others[index]
    let error = #expect(throws: ModelError.self) { try ModelReader(json: bytes) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  private func reader(_ name: String) throws -> ModelReader {
    try ModelReader(json: try Fixture.data("kinds/\(name).json"))
  }
}
