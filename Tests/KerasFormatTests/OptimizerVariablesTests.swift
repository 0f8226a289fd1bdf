import Networks
import Testing

@testable import KerasFormat

/// What optimizers keep, against what Keras 3.15.1 itself counts of them:
/// `Benchmarks/Keras/make_optimizer_table.py` wrote the table.
@Suite struct OptimizerVariablesTests {
  /// An optimizer, the model it is for, and the numbers and bytes of its variables.
  struct Entry {
    let model: String
    let optimizer: JSONValue
    let tally: Tally
  }

  private static let lines = try! Fixture.text("optimizers.jsonl").split(separator: "\n").map {
    try JSONParser.parse($0.utf8)
  }
  private static let models: JSONValue = lines[0]["models"] ?? nil
  static let entries = lines.dropFirst().map { line in
    Entry(
      model: line["model"]?.text ?? "", optimizer: line["optimizer"] ?? nil,
      tally: Tally(
        count: line["count"]?.wholeNumber ?? 0, bytes: line["bytes"]?.wholeNumber ?? 0))
  }

  private func reader(of model: String, _ optimizer: JSONValue) throws -> ModelReader {
    let members = (Self.models[model]?.members ?? []).filter { $0.name != "compile_config" }
    let compiled: JSONValue = .object(members + [.init("compile_config", ["optimizer": optimizer])])
    return try ModelReader(json: JSONWriter.text(compiled).utf8)
  }

  private func tally(of model: String, _ optimizer: JSONValue) throws -> Tally? {
    let reader = try reader(of: model, optimizer)
    return try reader.optimizerVariables(of: reader.network.resolved())
  }

  @Test func allOptimizersAndModelsAreThere() {
    #expect(Set(Self.entries.compactMap { $0.optimizer["class_name"]?.text }).count == 16)
    #expect(Set(Self.entries.map(\.model)).count == Self.models.members?.count)
    #expect(Self.entries.count > 200)
  }

  @Test(arguments: Set(entries.map(\.model)).sorted())
  func countsAreThoseOfKeras(model: String) throws {
    for entry in Self.entries where entry.model == model {
      let name = JSONWriter.text(entry.optimizer)
      #expect(try tally(of: model, entry.optimizer) == entry.tally, "\(model), \(name)")
    }
  }

  /// Keras looks names up in small letters.
  @Test(arguments: ["adafactor", "nadam", "sgd"])
  func aBareNameHasKerassSettings(name: String) throws {
    let entry = try #require(
      Self.entries.first {
        $0.model == "graph" && $0.optimizer["class_name"]?.text?.lowercased() == name
      })
    #expect(try tally(of: "graph", .string(name)) == entry.tally)
  }

  /// A schedule has no variable for the rate, in the catalogue's form either.
  @Test func whatGradmarkTrainsWithIsCountedAlike() throws {
    let network = try NetworkDescription(
      sequential: "net", input: [4], layers: [LayerDescription("d", Dense(units: 3))]
    ).resolved()
    var compiled = CompiledOptimizer(
      TrainingDescription(optimizer: .adam(), outputs: [OutputTraining(.meanSquaredError)]))
    #expect(compiled.variables(of: network) == Tally(count: 2 + 2 * 15))
    compiled.schedule = .inverseTimeDecay(initial: 0.1, steps: 1, rate: 0.1, isStaircase: false)
    #expect(compiled.variables(of: network) == Tally(count: 1 + 2 * 15))
  }

  @Test(
    arguments: [
      (["class_name": "Mine", "config": [:]], "'Mine' is none of Keras's"),
      (["class_name": "Adam", "module": "my.project", "config": [:]], "'Adam' is none of Keras's"),
      ("tfoptimizer", "'tfoptimizer' is none of Keras's"), (7, "'7' is none of Keras's"),
      (["class_name": "LossScaleOptimizer", "config": [:]], "is none of Keras's"),
      (
        ["class_name": "Muon", "config": ["exclude_layers": ["dense_[0-9]"]]],
        "by the pattern 'dense_[0-9]'"
      ),
      (
        [
          "class_name": "MultiOptimizer",
          "config": [
            "optimizer_map": [
              "config": ["default_optimizer": "adam", "optimizer_map": ["a/.*": "sgd"]]
            ]
          ],
        ], "gives weights to optimizers by patterns"
      ),
    ] as [(JSONValue, String)])
  func whatCannotBeCountedIsNamed(optimizer: JSONValue, words: String) {
    let error = #expect(throws: ModelError.self) { try tally(of: "graph", optimizer) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }
}
