import ArgumentParser
import Records
import Reports

/// `gradmark compare`: the thread counts of one run side by side, or runs against a baseline.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare the thread counts of a run, or runs with a baseline.",
    discussion: """
      With one run, its thread counts stand side by side. With more, each is compared with the first, \
      or with --baseline, cell by cell. A cell is 'faster' or 'slower' only where the 95 % interval of \
      the ratio excludes 1 and the ratio lies beyond the noise floor; 'same' where the interval lies \
      within --margin; and 'inconclusive' otherwise, which is not the same.

      Exit status: 0 nothing is slower, 2 a cell is slower, 3 a cell failed its verification, 4 of \
      some cell one cannot tell, 5 there is no baseline, 6 nothing can be compared (other cells, other \
      work, another machine), 7 a run has no verified cell.
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of runs, such as results/2026-01-31-amd-epyc-2c.", valueName: "run"))
  var runs: [String]

  @Option(help: ArgumentHelp("The run that all others are compared with.", valueName: "run"))
  var baseline: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "By how many percent a speed may change without it mattering. [5]",
      valueName: "percent"))
  var margin: Double?

  @Flag(help: "Compare times of different machines, too.")
  var crossMachine = false

  @OptionGroup var options: TableOptions

  private static let standardMargin = 5.0

  func validate() throws {
    if let margin, !(0...100).contains(margin) {
      throw ValidationError(
        "--margin \(margin) is no percentage from 0 to 100; give one, such as 5")
    }
    guard runs.count == 1, baseline == nil else { return }
    for (flag, isGiven) in [("--margin", margin != nil), ("--cross-machine", crossMachine)]
    where isGiven {
      throw ValidationError("\(flag) is for comparing runs; name another run, or leave it out.")
    }
  }

  func run() throws {
    let (text, outcome) = try result()
    try Files.print(text)
    guard outcome == .fine else { throw ExitCode(outcome.rawValue) }
  }

  /// What the command prints, and what it ends with.
  func result() throws -> (text: String, outcome: ComparisonOutcome) {
    let models = try runs.map { try RunFolder(path: $0).report() }
    if let baseline {
      guard let base = try RunFolder(path: baseline).reportIfMeasured() else {
        say("\(baseline) holds no measurements to compare with; keep a run there")
        return ("", .noBaseline)
      }
      return try compared(models, with: base)
    }
    guard models.count > 1 else {
      let text =
        options.format == .json
        ? try ReportFormat.json.text(of: models[0])
        : models[0].threadComparison(usingColor: options.usesColor)
      return (text, models[0].outcome)
    }
    return try compared(Array(models.dropFirst()), with: models[0])
  }

  private func compared(
    _ candidates: [ReportModel], with baseline: ReportModel
  ) throws -> (text: String, outcome: ComparisonOutcome) {
    let comparison = RunComparison(
      of: candidates, with: baseline, margin: (margin ?? Self.standardMargin) / 100,
      isCrossMachine: crossMachine)
    return (
      options.format == .json
        ? try comparison.json : comparison.text(usingColor: options.usesColor),
      comparison.outcome
    )
  }
}
