import ArgumentParser
import Foundation
import Testing

@testable import gradmark

/// The commands that describe and count networks, run as the program runs them.
@Suite final class CountingCommandTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "gradmark-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  @Test func summaryKnowsNamesFilesAndFormats() throws {
    #expect(try summary("denoise").contains("Total params: 397,065 (1.51 MB)"))
    #expect(try summary("conv", "--after-fit").contains("Optimizer params: 189,078 (738.59 KB)"))
    #expect(try summary("rnn", "--graph").contains("simple_rnn_1[0][0]"))
    #expect(try summary("pair", "--format", "json").contains("\"total_params\": 6"))
    let path = try temporary(
      #"{"class_name": "Sequential", "config": [{"class_name": "Dense", "#
        + #""config": {"output_dim": 3, "input_dim": 2}}]}"#)
    #expect(try summary(path).contains("Total params: 9 (36.00 B)"))
    let error = #expect(throws: UserError.self) { try summary(path, "--after-fit") }
    #expect(error?.sentence.contains("says nothing of how it is compiled") == true)
  }

  /// Gradmark trains with four optimizers and counts all.
  @Test func afterFitCountsEveryOptimizer() throws {
    func model(_ optimizer: String) throws -> String {
      try temporary(
        #"{"class_name": "Sequential", "config": [{"class_name": "Dense", "config": {"units": 3, "#
          + #""input_dim": 2}}], "compile_config": {"optimizer": "\#(optimizer)"}}"#)
    }
    #expect(try summary(model("nadam"), "--after-fit").contains("Optimizer params: 21 (84.00 B)"))
    let own = try model("mine")
    #expect(try summary(own).contains("Total params: 9"))
    let error = #expect(throws: UserError.self) { try summary(own, "--after-fit") }
    #expect(error?.sentence.contains("the optimizer 'mine' is none of Keras's") == true)
  }

  @Test func explainGoesBothWays() throws {
    #expect(try explain("rnn").contains("(1 + 10) × 10 + 10 = 120"))
    #expect(try explain("denoise", "--layer", "dense_2").contains("total: 132,355, at"))
    #expect(
      try explain("denoise", "--layer", "dense_1", "--from-parameters", "1030")
        == "dense_1: 1,030 / (514 + 1) = 2 units\n")
    #expect(
      try explain("conv", "--layer", "conv2d_1", "--from-parameters", "38", "--inputs", "2")
        == "conv2d_1: 38 / (2 × 3 × 3 + 1) = 2 filters\n")
    #expect(
      try explain("--from-parameters", "12", "--inputs", "3") == """
        Dense: 12 / (3 + 1) = 3 units
        Dense without bias: 12 / 3 = 4 units
        SimpleRNN: (√(4² + 4 × 12) − 4) / 2 = 2 units
        Conv2D 1×1: 12 / (3 + 1) = 3 filters
        Embedding: 12 / 3 = 4 numbers a row

        """)
    #expect(
      try explain("--from-parameters", "14", "--inputs", "6")
        == "Dense: 14 / (6 + 1) = 2 units\nConv2D 1×1: 14 / (6 + 1) = 2 filters\n")
    let missing = #expect(throws: UserError.self) { try explain("rnn", "--layer", "dense_9") }
    #expect(missing?.sentence.contains("choose one of input_layer, simple_rnn_1, dense_1") == true)
    let huge = #expect(throws: UserError.self) {
      try explain("conv", "--from-parameters", "9", "--inputs", "\(1 << 45)")
    }
    #expect(huge?.status == .usage)
  }

  /// The counts of well-known questions, without a word about inputs.
  @Test(arguments: [
    ("264710", "Dense n→n: 514 × (514 + 1) = 264,710, 514→514\n"),
    ("120", "SimpleRNN on one feature: 10 × (1 + 10 + 1) = 120, 1→10\n"),
    ("7850", "Dense: (784 + 1) × 10 = 7,850, 784→10\n"),
    ("896", "Conv2D 3×3: (3 × 3 × 3 + 1) × 32 = 896, 3→32\n"),
    ("480", "LSTM on one feature: 4 × 10 × (1 + 10 + 1) = 480, 1→10\n"),
    ("131584", "LSTM n→n: 4 × 128 × (128 + 128 + 1) = 131,584, 128→128\n"),
    ("2560000", "Embedding: 20,000 × 128 = 2,560,000, 20,000→128\n"),
    ("390", "GRU on one feature: 3 × 10 × (1 + 10 + 2) = 390, 1→10\n"),
  ])
  func aCountAloneHasReadings(count: String, expected: String) throws {
    let text = try explain("--from-parameters", count)
    #expect(text.contains(expected))
    // Nothing that has another number of parameters.
    #expect(text.split(separator: "\n").allSatisfy { $0.contains(" = ") })
    let json = try explain("--from-parameters", count, "--format", "json")
    #expect(json.contains("\"arithmetic\""))
  }

  /// The commonest kinds on inputs that are known.
  @Test(arguments: [
    ("117248", "100", "LSTM: (√(101² + 4 × 117,248 / 4) − 101) / 2 = 128 units\n"),
    ("1792", "3", "Conv2D 3×3: 1,792 / (3 × 3 × 3 + 1) = 64 filters\n"),
    ("4160", "64", "Conv2D 1×1: 4,160 / (64 + 1) = 64 filters\n"),
    ("88320", "100", "GRU: (√(102² + 4 × 88,320 / 3) − 102) / 2 = 128 units\n"),
    ("2560000", "20000", "Embedding: 2,560,000 / 20,000 = 128 numbers a row\n"),
  ])
  func aCountWithInputsHasLayers(count: String, inputs: String, expected: String) throws {
    let text = try explain("--from-parameters", count, "--inputs", inputs)
    #expect(text.contains(expected), "\(text)")
    #expect(!text.contains("no whole number"))
  }

  /// Layers that widen are read like those that narrow.
  @Test(arguments: [
    ("25872", ["Dense: (32 + 1) × 784 = 25,872, 32→784"]),
    ("50960", ["Dense: (64 + 1) × 784 = 50,960, 64→784"]),
    ("20200", ["Dense: (100 + 1) × 200 = 20,200, 100→200"]),
    ("108", ["Dense: (8 + 1) × 12 = 108, 8→12"]),
    ("96", ["Dense: (2 + 1) × 32 = 96, 2→32"]),
    (
      "8320",
      [
        "Dense: (64 + 1) × 128 = 8,320, 64→128",
        "Conv2D 1×1: (1 × 1 × 64 + 1) × 128 = 8,320, 64→128",
      ]
    ),
    // The catalogue has these convolutions and this normalization.
    (
      "2112",
      [
        "Conv2D 1×1: (1 × 1 × 32 + 1) × 64 = 2,112, 32→64",
        "Dense: (32 + 1) × 64 = 2,112, 32→64",
      ]
    ),
    (
      "544",
      [
        "Conv2D 1×1: (1 × 1 × 16 + 1) × 32 = 544, 16→32",
        "Dense: (16 + 1) × 32 = 544, 16→32",
      ]
    ),
    ("64", ["BatchNormalization: 4 × 16 = 64, 16→16"]),
  ])
  func layersThatWidenHaveReadings(count: String, expected: [String]) throws {
    let lines = try explain("--from-parameters", count).split(separator: "\n").map(String.init)
    #expect(Array(lines.prefix(expected.count)) == expected)
    #expect(lines.count <= 12)
    #expect(Set(lines).count == lines.count)
  }

  /// The counts that the catalogue's layers have, and no layer that is out of all proportion beside them.
  @Test(arguments: [
    ("264710", "Dense n→n: 514 × (514 + 1) = 264,710, 514→514"),
    ("18496", "Conv2D 3×3: (3 × 3 × 32 + 1) × 64 = 18,496, 32→64"),
    ("73856", "Conv2D 3×3: (3 × 3 × 64 + 1) × 128 = 73,856, 64→128"),
    ("896", "Conv2D 3×3: (3 × 3 × 3 + 1) × 32 = 896, 3→32"),
    ("120", "SimpleRNN on one feature: 10 × (1 + 10 + 1) = 120, 1→10"),
    ("6", "Dense n→n: 2 × (2 + 1) = 6, 2→2"), ("33", "Dense: (32 + 1) × 1 = 33, 32→1"),
  ])
  func theCataloguesLayersStandFirst(count: String, expected: String) throws {
    let lines = try explain("--from-parameters", count).split(separator: "\n")
    #expect(lines.first.map(String.init) == expected)
    #expect(!lines.contains { $0.hasSuffix(", 18,495→1") || $0.hasSuffix(", 1,087→17") })
  }

  /// The catalogue's layers stand first, then those of round sizes.
  @Test(arguments: [("7850", "784→10"), ("1290", "128→10"), ("51300", "512→100")])
  func theLikeliestReadingStandsFirst(count: String, sizes: String) throws {
    let text = try explain("--from-parameters", count)
    #expect(text.prefix { $0 != "\n" }.hasSuffix(", \(sizes)"), "\(text)")
  }

  @Test func layersThatNobodyMeansAreNoReadings() throws {
    #expect(try explain("--from-parameters", "1").contains("has just 1 parameter; give"))
    #expect(try !explain("--from-parameters", "264710").contains("264,709→1"))
    #expect(try !explain("--from-parameters", "131584").contains("131,583→1"))
    #expect(try !explain("--from-parameters", "73856").contains("3→18,464"))
    // A prime number has no other reading.
    #expect(try explain("--from-parameters", "264739").contains("264,738→1"))
    #expect(try !explain("--from-parameters", "265000").contains("Conv2D"))
    #expect(try explain("--from-parameters", "640").contains("Conv2D 3×3: (3 × 3 × 1 + 1) × 64"))
  }

  @Test func exportWritesAChartThatPagesDraw() throws {
    let path = try temporary("")
    try ExportCommand.parse(["pair", "--format", "mermaid", "--output", path]).run()
    #expect(
      try String(contentsOfFile: path, encoding: .utf8) == """
        flowchart TD
          n0["input_layer (InputLayer)<br/>(None, 2) · 0"]
          n1["dense (Dense)<br/>(None, 2) · 6"]
          n0 --> n1

        """)
  }

  @Test(arguments: [
    [], ["--inputs", "3", "rnn"], ["--from-parameters", "0", "rnn"],
    ["rnn", "--from-parameters", "9223372036854775807"],
    ["--from-parameters", "1", "--inputs", "1", "--layer", "a"],
  ])
  func explainRefusesHalfAQuestion(arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try ExplainCommand.parse(arguments) }
    #expect(error.map { Gradmark.exitCode(for: $0) } == .validationFailure)
  }

  @Test func countsAreVerifiedAgainstTheTable() throws {
    #expect(try verify("denoise", "and").differences == 0)
    let right = try temporary("layer,parameters\nsimple_rnn_1,120\ndense_1,11\n")
    #expect(try verify("rnn", "--expected", right).differences == 0)
    #expect(try verify("rnn", right).text.hasPrefix("rnn: verified\n  ✓ simple_rnn_1: 120, as"))
    let wrong = try temporary(#"{"simple_rnn_1": 110, "total": 131}"#)
    let (text, differences) = try verify("rnn", wrong)
    #expect(differences == 1)
    #expect(text.contains("✗ simple_rnn_1: 120, but 110 expected"))
    #expect(text.contains("? dense_1: not checked, the table does not list it"))
    let failure = #expect(throws: UserError.self) {
      try VerifyCountsCommand.parse(["rnn", wrong]).run()
    }
    #expect(failure?.status == .dataError)
    let alone = #expect(throws: UserError.self) { try verify(wrong) }
    #expect(alone?.status == .usage)
    let noTable = #expect(throws: UserError.self) { try verify("rnn", try temporary("{3}")) }
    #expect(noTable?.sentence.contains("no JSON: line 1, column 2") == true)
  }

  @Test func programsReadCountsAsJSON() throws {
    func object(_ text: String) throws -> [[String: Any]] {
      try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }
    let wrong = try temporary(#"{"simple_rnn_1": 110, "total": 131}"#)
    let models = try object(try verify("rnn", wrong, "--format", "json").text)
    #expect(models.map { $0["model"] as? String } == ["rnn"])
    #expect(models.map { $0["agrees"] as? Bool } == [false])
    let counts = try #require(models[0]["counts"] as? [[String: Any]])
    #expect(counts.map { $0["name"] as? String } == ["simple_rnn_1", "dense_1", "total_params"])
    #expect(counts.map { $0["actual"] as? Int } == [120, 11, 131])
    #expect(counts[0]["expected"] as? Int == 110 && counts[1]["expected"] is NSNull)

    let layers = try object(try explain("rnn", "--format", "json"))
    #expect(layers.map { $0["parameters"] as? Int } == [120, 11])
    #expect(layers[1]["wayBack"] as? String == "11 / (10 + 1) = 1 unit")
    let units = try object(
      try explain("--from-parameters", "12", "--inputs", "4", "--format", "json"))
    #expect(units.map { $0["layer"] as? String } == ["Dense without bias", "Embedding"])
    #expect(units[0]["units"] as? Int == 3)
    let none = try object(
      try explain("--from-parameters", "11", "--inputs", "4", "--format", "json"))
    #expect(
      none.map { $0["layer"] as? String } == [
        "Dense", "Dense without bias", "SimpleRNN", "LSTM", "GRU", "Conv2D 1×1", "Embedding",
        "Conv2D 3×3",
      ])
    #expect(none[0]["units"] is NSNull && none[0]["nearestUnitsBelow"] as? Int == 2)
  }

  @Test func exportIsReadBack() throws {
    let path = try temporary("")
    try ExportCommand.parse(["conv", "--output", path]).run()
    #expect(try summary(path) == summary("conv"))
    let error = #expect(throws: UserError.self) {
      try ExportCommand.parse(["conv", "--output", path + "/in/a/file"]).run()
    }
    #expect(error?.status == .cannotCreate)
  }

  @Test func everyMistakeHasItsStatusAndSentence() throws {
    func mistake(_ model: String) -> UserError? {
      #expect(throws: UserError.self) { try summary(model) }
    }
    let unknown = mistake("denoize")
    #expect(unknown?.status == .usage)
    #expect(unknown?.sentence.contains("; did you mean 'denoise'? (known: pair, and, rnn") == true)
    #expect(mistake("Denoise")?.sentence.contains("did you mean 'denoise'?") == true)
    for word in ["Dens", "dense"] {
      #expect(mistake(word)?.sentence.contains("did you mean the layer 'Dense'?") == true)
    }
    #expect(mistake("foo")?.sentence.contains("use one of pair, and, rnn") == true)
    #expect(mistake("nothing")?.sentence.contains("use one of pair, and, rnn") == true)
    #expect(mistake("./missing.json")?.status == .noInput)
    #expect(mistake("/")?.sentence == "cannot read '/': is a directory; name a file")
    #expect(mistake("/dev/zero")?.sentence.contains("larger than 256 MiB") == true)
    #expect(mistake("/dev/null")?.sentence.contains("is empty") == true)
    let path = try temporary(#"{"class_name": "Sequential", "config": {"name": "no layers"}}"#)
    #expect(mistake(path)?.status == .dataError)
    #expect(mistake(path)?.sentence.hasPrefix("\(path): the model has no layers") == true)
  }

  /// As Keras prints a chain to which nothing was added yet.
  @Test func chainsWithoutLayersHaveAnEmptyTable() throws {
    let path = try temporary(
      #"{"class_name": "Sequential", "config": {"name": "empty", "layers": []}}"#)
    let lines = try summary(path).split(separator: "\n")
    #expect(lines.map { $0.prefix(1) } == ["M", "┏", "┃", "┡", "└", " ", " ", " "])
    #expect(lines.contains(" Total params: 0 (0.00 B)"))
  }

  private func summary(_ arguments: String...) throws -> String {
    try SummaryCommand.parse(arguments).output()
  }

  private func explain(_ arguments: String...) throws -> String {
    try ExplainCommand.parse(arguments).output()
  }

  private func verify(_ arguments: String...) throws -> (text: String, differences: Int) {
    try VerifyCountsCommand.parse(arguments).output()
  }

  private func temporary(_ text: String) throws -> String {
    let url = folder.appending(path: "\(UUID()).json")
    try Data(text.utf8).write(to: url)
    return url.path
  }
}
