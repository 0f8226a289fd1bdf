import ArgumentParser
import Records
import Reports

/// `gradmark report`: makes a run's page, tables and charts anew from its records.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write one page with charts and tables of a run, and the charts as pictures.",
    discussion: """
      The page needs no network and no script, follows the reader's choice of light or dark, and \
      stands in the run's folder as \(RunFiles.pageName), beside README.md, table.csv and a \
      picture of each chart.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run's folder, such as results/2026-01-31-amd-epyc-2c.", valueName: "run"), completion: .run
  )
  var folder: String

  func run() throws {
    let run = RunFolder(path: folder)
    if try run.logFile.log().isDuel {
      try run.writeDuelReports(readme: Shipped.readme())
    } else {
      try run.writeReports(readme: Shipped.readme())
    }
    try Files.print("\(run.path)/\(RunFiles.pageName)\n")
  }
}
