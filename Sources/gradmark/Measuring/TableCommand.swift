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
      customBiggerIsBetter.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run's folder, such as results/2026-01-31-amd-epyc-2c.", valueName: "run"))
  var folder: String

  @Option(help: "The form.")
  var format = ReportFormat.markdown

  func run() throws {
    try Files.print(try format.text(of: RunFolder(path: folder).report()))
  }
}

extension ReportFormat: ExpressibleByArgument {}
