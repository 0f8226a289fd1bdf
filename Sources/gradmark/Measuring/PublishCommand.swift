import ArgumentParser
import Reports

/// `gradmark publish`: makes the pages of all runs anew from their records.
struct PublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Write the page over all runs, and each run's tables and chart, from the records.")

  @Option(help: ArgumentHelp("The folder that holds the runs.", valueName: "dir"))
  var results = "results"

  func run() throws {
    let index = try ResultsIndex.publish(results)
    print("\(results)/README.md lists \(index.count) run\(index.count == 1 ? "" : "s")")
  }
}
