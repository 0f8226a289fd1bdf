import ArgumentParser
import Records
import Reports

/// `gradmark table`: the numbers of a run in the form that somebody else reads.
struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table", abstract: "Print the numbers of a run as Markdown, CSV or JSON.",
    discussion: """
      markdown is the run's page; csv and json hold every number; jmh is read by viewers of the Java \
      Microbenchmark Harness; bmf by Bencher; github-action by github-action-benchmark, as its tool \
      customBiggerIsBetter. --short is a table of a dozen lines to paste into a message.
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
    let report = try RunFolder(path: folder).report()
    try Files.print(
      short ? report.shortTable : try (format ?? .markdown).text(of: report))
  }
}

extension ReportFormat: ExpressibleByArgument {}
