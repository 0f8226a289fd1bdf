import ArgumentParser
import Records
import Reports

/// `gradmark publish`: makes the pages of all runs anew from their records.
struct PublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract:
      "Write the page over all runs, and the tables and charts of each run and of each comparison "
      + "with peers, from the records.")

  @Option(help: ArgumentHelp("The folder that holds the runs.", valueName: "dir"))
  var results = "results"

  func run() throws {
    for file in try PeerFile.all(in: RunFolder(path: results)) { try file.writeReport() }
    let index = try ResultsIndex.publish(results)
    print("\(results)/README.md and index.html list \(index.count) run\(index.count == 1 ? "" : "s")")
  }
}
