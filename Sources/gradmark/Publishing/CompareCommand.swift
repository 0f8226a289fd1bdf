import ArgumentParser
import Foundation
import Records
import Reports

/// `gradmark compare`: the thread counts of one run side by side, or runs against a baseline.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare the thread counts of a run, or runs with a baseline.",
    discussion: """
      With one run, its thread counts stand side by side; a duel shows its two builds. With more, each is \
      compared with the first, or with --baseline, cell by cell: how many times as fast as that it is \
      stands first. Between two sessions a machine becomes \
      another one, so a verdict needs three or more sessions a side: 'compare A1 A2 A3 -- B1 B2 B3', or \
      two folders that hold the sessions. A cell is 'faster' or 'slower' only where the interval of \
      the ratio, which holds what sessions, processes and blocks differ by and is wide enough for all \
      cells, excludes 1 and the ratio lies beyond the noise floor; 'same' where the interval lies within \
      --margin; and 'inconclusive' otherwise, which is not the same. 'gradmark duel' tells two builds \
      apart in one session.

      Exit status: 0 nothing is wrong, 2 a cell is slower, 3 a cell failed its verification \
      (one of A's, which may be mended since, is only told), 4 of some cell the sessions, three or more a side, \
      or the pairs of a duel cannot tell, 5 there is no baseline, 6 no cell can be compared (other cells, other work), 7 a run has \
      neither a verified cell nor a time to a quality. Ratios without a verdict, of two machines or of fewer \
      sessions, are nothing wrong, and end with 0.
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of runs, such as results/2026-01-31-amd-epyc-2c, or of one side's sessions.",
      valueName: "run"), completion: .run)
  var runs: [String]

  // The parser has no second list of arguments behind a first one.
  @Option(
    name: .customLong("against"), parsing: .upToNextOption,
    help: ArgumentHelp("The sessions of the other side; -- is short for it.", valueName: "run"),
    completion: .run)
  var others: [String] = []

  @Option(
    help: ArgumentHelp("The run that all others are compared with.", valueName: "run"),
    completion: .run)
  var baseline: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "By how many percent a speed may change without it mattering. [5]",
      valueName: "percent"))
  var margin: Double?

  @Flag(help: "Give verdicts of different machines, too.")
  var crossMachine = false

  @Option(help: "Which cells come first: those of the suite, or the greatest ratios. [suite]")
  var sort: Order?

  @Option(help: "How to write it; html is one page with a chart.")
  var format = Form.text

  @Option(
    help: ArgumentHelp(
      "Where to write; standard output otherwise. A page then leads to those of its runs.",
      valueName: "file"), completion: .file())
  var output: String?

  @Option(help: "When to use colours. [auto]")
  var color: ColorChoice?

  /// The order of cells.
  enum Order: String, ExpressibleByArgument, CaseIterable {
    case suite, ratio
  }

  /// A way to write a comparison.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, csv, json, html
  }

  /// The margin in percent where none is given.
  static let standardMargin = 5.0

  /// Spells `--` out, behind which the other side's sessions stand.
  static func spellingOut(_ arguments: [String]) -> [String] {
    guard arguments.first == configuration.commandName, let place = arguments.firstIndex(of: "--")
    else { return arguments }
    var spelled = arguments
    spelled[place] = "--against"
    return spelled
  }

  /// Refuses a margin that is no percentage.
  static func check(margin: Double?) throws {
    guard let margin, !(0...100).contains(margin) else { return }
    throw ValidationError(
      "--margin \(margin) is no percentage from 0 to 100; give one, such as 5")
  }

  func validate() throws {
    try Self.check(margin: margin)
    if format != .text, let color {
      throw ValidationError("--color \(color) is of text; leave it out, or --format \(format).")
    }
    if !others.isEmpty, baseline != nil {
      throw ValidationError("--baseline is of single runs; leave it out, or --against.")
    }
    guard runs.count == 1, others.isEmpty, baseline == nil else { return }
    let flags = [
      ("--margin", margin != nil), ("--cross-machine", crossMachine), ("--sort", sort != nil),
    ]
    for (flag, isGiven) in flags where isGiven {
      throw ValidationError("\(flag) is for comparing runs; name another run, or leave it out.")
    }
  }

  func run() throws {
    let (text, outcome) = try result()
    if let output {
      try Files.write(text, to: output)
    } else {
      try Files.print(text)
    }
    guard outcome == .fine else { throw ExitCode(outcome.rawValue) }
  }

  /// What the command prints, and what it ends with.
  func result() throws -> (text: String, outcome: ComparisonOutcome) {
    if !others.isEmpty {
      return try compared([try side(of: others)], with: try side(of: runs))
    }
    if let baseline {
      guard let base = try RunFolder(path: baseline).reportIfMeasured() else {
        say("\(baseline) holds no measurements to compare with; keep a run there")
        return ("", .noBaseline)
      }
      let old = RunSide([base])
      let sides = try runs.map { try side(of: [$0]) }
      // A pattern of runs holds the baseline as well; by itself it stays, and is told to be one session.
      let others = sides.filter { !$0.hasSameSessions(as: old) }
      return try compared(others.isEmpty ? sides : others, with: old)
    }
    guard runs.count > 1 else { return try alone(RunFolder(path: runs[0])) }
    return try compared(
      try runs.dropFirst().map { try side(of: [$0]) }, with: try side(of: [runs[0]]))
  }

  /// Where a page is saved; `nil` where it is printed.
  private var outputFolder: String? {
    output.map { URL(filePath: $0).deletingLastPathComponent().relativePath }
  }

  /// How wide tables may be; a file has room for all.
  private var width: Int? { output == nil ? Files.terminalColumns : nil }

  /// The sessions in some folders, each a run's or one that holds runs.
  private func side(of folders: [String]) throws -> RunSide {
    let side = RunSide(
      try folders.flatMap { try RunFolder.sessions(in: $0) }.map { try $0.report() })
    if let obstacle = side.obstacle(isCrossMachine: crossMachine) {
      throw UserError(.usage, obstacle)
    }
    return side
  }

  private func alone(_ folder: RunFolder) throws -> (text: String, outcome: ComparisonOutcome) {
    let usesColor = (color ?? .auto).isOn
    if try folder.logFile.log().isDuel {
      let duel = try folder.duel()
      let text =
        switch format {
        case .text: duel.text(usingColor: usesColor, within: width)
        case .html: try duel.html(savedIn: outputFolder, readme: Shipped.readme())
        case .markdown: try duel.text(as: .markdown)
        case .csv: try duel.text(as: .csv)
        case .json: try duel.text(as: .json)
        }
      return (text, duel.outcome)
    }
    let model = try folder.report()
    let text =
      switch format {
      case .text: model.threadComparison(usingColor: usesColor, within: width)
      case .html: try model.html(savedIn: outputFolder, readme: Shipped.readme())
      case .markdown: try ReportFormat.markdown.text(of: model)
      case .csv: try ReportFormat.csv.text(of: model)
      case .json: try ReportFormat.json.text(of: model)
      }
    return (text, model.outcome)
  }

  private func compared(
    _ candidates: [RunSide], with baseline: RunSide
  ) throws -> (text: String, outcome: ComparisonOutcome) {
    let all = RunComparison(
      of: candidates, with: baseline, margin: (margin ?? Self.standardMargin) / 100,
      isCrossMachine: crossMachine)
    let comparison = sort == .ratio ? all.sortedByRatio() : all
    let text =
      switch format {
      case .text: comparison.text(usingColor: (color ?? .auto).isOn, within: width)
      case .html: try comparison.html(savedIn: outputFolder, readme: Shipped.readme())
      case .markdown: comparison.markdown
      case .csv: comparison.csv
      case .json: try comparison.json
      }
    return (text, comparison.outcome)
  }
}
