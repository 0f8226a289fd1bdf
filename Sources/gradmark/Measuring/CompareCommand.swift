import ArgumentParser
import Records
import Reports

/// `gradmark compare`: the thread counts of one run side by side, or two runs cell by cell.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare the thread counts of a run, or two runs.",
    discussion: """
      With one run, its thread counts stand side by side. With two, the second is compared with \
      the first: a cell is 'faster' or 'slower' only where the 95 % interval of the ratio excludes \
      1, and 'no difference' otherwise.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run's folder, such as results/2026-01-31-amd-epyc-2c.", valueName: "run"))
  var baseline: String

  @Argument(help: ArgumentHelp("The run that is compared with it.", valueName: "other-run"))
  var candidate: String?

  @Option(help: "When to use colours.")
  var color = ColorChoice.auto

  func run() throws {
    let first = try model(baseline)
    guard let candidate else {
      return print(first.threadComparison(usingColor: color.isOn), terminator: "")
    }
    let comparison = RunComparison(of: [try model(candidate)], with: first)
    print(comparison.text(usingColor: color.isOn), terminator: "")
  }

  private func model(_ path: String) throws -> ReportModel {
    let folder = RunFolder(path: path)
    return try ReportModel(name: folder.path, log: try folder.requiredLog())
  }
}
