import ArgumentParser

/// The command line; every command has a file of its own.
@main
struct Gradmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradmark",
    abstract:
      "Trains neural networks on many threads, checks every result, and publishes the times.",
    // Those that only other commands start; they are not listed.
    subcommands: [ServeRoundsCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Measuring:",
        subcommands: [
          BenchCommand.self, PlanCommand.self, CompareCommand.self, PublishCommand.self,
          PeersCommand.self, MachineCommand.self,
        ]),
      CommandGroup(
        name: "Training:",
        subcommands: [TrainCommand.self, EvaluateCommand.self, PredictCommand.self]),
      CommandGroup(
        name: "Counting:",
        subcommands: [
          SummaryCommand.self, ExplainCommand.self, VerifyCountsCommand.self, ExportCommand.self,
        ]),
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      ExitStatus.end(with: error)
    }
  }
}
