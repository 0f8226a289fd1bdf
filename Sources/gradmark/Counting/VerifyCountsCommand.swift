import ArgumentParser
import KerasFormat
import Networks
import Records

/// `gradmark verify-counts`: a model's weights against a table of what they should be.
struct VerifyCountsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-counts",
    abstract: "Compare models with a table of expected parameter counts.",
    discussion: """
      The table is JSON ({"dense_1": 264710, "total": 397065}, or what 'summary --format json' \
      prints) or CSV (layer,parameters). It is given by --expected, or as the last of the files. It \
      may list all layers, some, or a total alone: what it does not list is not checked. \
      Networks of the catalogue need none: their figures are known.
      """)

  @Argument(
    help: "Networks of the catalogue or model files; then the table, without --expected.",
    completion: .model)
  var files: [String]

  @Option(help: ArgumentHelp("The table.", valueName: "file"), completion: .file())
  var expected: String?

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  func run() throws {
    let (text, differences) = try output()
    try Files.print(text)
    guard differences == 0 else {
      throw UserError(
        .dataError,
        "\(differences) of the counts \(differences == 1 ? "differs" : "differ") from the expected; "
          + "correct the model or the table")
    }
  }

  /// What the command prints, and how many counts differ.
  func output() throws -> (text: String, differences: Int) {
    let models = try pairs().map { model, table in
      model.warnOfWeights()
      return (name: model.argument, comparisons: table.comparisons(with: model.network))
    }
    let differences = models.reduce(0) { $0 + $1.comparisons.count { !$0.agrees && $0.isChecked } }
    let text =
      format == .json
      ? try RecordCoding.text(models.map(ComparedModel.init)) + "\n"
      : models.map { lines(of: $0, $1) }.joined()
    return (text, differences)
  }

  /// What a person reads of one model.
  private func lines(of model: String, _ comparisons: [ExpectedCounts.Comparison]) -> String {
    let wrong = comparisons.count { !$0.agrees && $0.isChecked }
    let unchecked = comparisons.count { !$0.isChecked }
    let head =
      "\(model): \(wrong == 0 ? "verified" : "\(wrong) different")"
      + (unchecked > 0 ? ", \(unchecked) not checked" : "")
    return
      ([head]
      + comparisons.map { "  \($0.isChecked ? $0.agrees ? "✓" : "✗" : "?") \($0)" })
      .map { $0 + "\n" }.joined()
  }

  /// Every model with its table.
  private func pairs() throws -> [(ModelArgument, ExpectedCounts)] {
    if let expected { return try pairs(files[...], table: expected) }
    if files.allSatisfy({ Catalog.entry(named: $0) != nil }) {
      return try files.compactMap { name in
        let model = try ModelArgument(name)
        return model.referenceCounts.map { (model, $0) }
      }
    }
    guard let last = files.last, files.count > 1 else {
      throw UserError(
        .usage, "there is no table to compare '\(files[0])' with; give one with --expected")
    }
    return try pairs(files.dropLast(), table: last)
  }

  private func pairs(
    _ models: ArraySlice<String>, table path: String
  ) throws -> [(ModelArgument, ExpectedCounts)] {
    let table: ExpectedCounts
    do {
      table = try ExpectedCounts(text: try Files.read(path))
    } catch let error as ModelError {
      throw UserError(.dataError, "\(path): \(error)")
    }
    return try models.map { (try ModelArgument($0), table) }
  }
}

/// What a program reads of one model.
private struct ComparedModel: Encodable {
  let model: String
  let agrees: Bool
  let counts: [Count]

  struct Count: Encodable {
    let name: String
    @Nullable var expected: Int?
    @Nullable var actual: Int?
    @Nullable var notChecked: String?
  }

  init(name: String, comparisons: [ExpectedCounts.Comparison]) {
    model = name
    agrees = comparisons.allSatisfy { $0.agrees || !$0.isChecked }
    counts = comparisons.map {
      Count(
        name: $0.name, expected: $0.expected, actual: $0.actual, notChecked: $0.uncheckedReason)
    }
  }
}
