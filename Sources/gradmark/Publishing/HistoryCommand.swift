import ArgumentParser
import Records
import Reports

/// `gradmark history`: the sessions of a machine over time.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show the sessions of each machine by date and commit.",
    discussion: """
      Each sweep's speed over the median of all of them, with the machine's own ceilings beside it. A \
      change is named only where it recurs in later sessions. The page 'gradmark publish' makes of each \
      machine has the same as a chart.
      """)

  @Argument(help: "A machine's name, or a part of it such as epyc; else all machines.")
  var machine: String?

  @Option(
    help: ArgumentHelp("The folder that holds the runs.", valueName: "dir"), completion: .directory)
  var results = "results"

  @OptionGroup var options: TableOptions

  func run() throws {
    let index = try ResultsIndex(readingRunsIn: results)
    let histories = index.histories(ofMachinesNamed: machine)
    guard !histories.isEmpty else {
      let known = index.machineNames.joined(separator: "; ")
      throw UserError(
        .noInput,
        machine.map { "no machine in \(results) is called '\($0)'; there are: \(known)" }
          ?? "\(results) holds no runs; measure one with 'gradmark bench'")
    }
    switch options.format {
    case .text:
      try Files.print(
        histories.map {
          $0.text(usingColor: options.usesColor, within: Files.terminalColumns)
        }.joined(separator: "\n"))
    case .json: try Files.print(try MachineHistory.json(histories))
    }
  }
}
