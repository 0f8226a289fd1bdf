import ArgumentParser
import Records
import Reports

/// `gradmark table`: the numbers of a run in the form that somebody else reads.
struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Print the numbers of a run or duel as Markdown, CSV, JSON.",
    discussion: """
      markdown is the run's page; csv and json hold every number; jmh is read by viewers of the Java \
      Microbenchmark Harness; bmf by Bencher; github-action by github-action-benchmark, as its tool \
      customBiggerIsBetter; these three take no duel. --short is a table of a dozen lines to paste into a message.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run's folder, such as results/2026-01-31-amd-epyc-2c.", valueName: "run"), completion: .run
  )
  var folder: String

  @Option(help: "The form. [markdown]")
  var format: ReportFormat?

  @Flag(help: "One line for each network, with its largest batch, in Markdown.")
  var short = false

  func validate() throws {
    if short, let format {
      throw ValidationError(
        "--format \(format.rawValue) has all numbers; leave it out, or --short, which is in Markdown."
      )
    }
  }

  func run() throws {
    try Files.print(try output())
  }

  /// What the command prints.
  func output() throws -> String {
    let run = RunFolder(path: folder)
    let format = format ?? .markdown
    if try run.logFile.log().isDuel {
      let duel = try run.duel()
      return short ? duel.shortTable : try duel.text(as: format)
    }
    let report = try run.report()
    return short ? report.shortTable : try format.text(of: report)
  }
}

extension ReportFormat: ExpressibleByArgument {}
