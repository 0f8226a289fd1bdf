import ArgumentParser

/// The command line; every command has a file of its own.
@main
struct Gradmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradmark",
    abstract:
      "Trains neural networks on many threads, checks every result, and publishes the times.",
    subcommands: [
      BenchCommand.self, PlanCommand.self, CompareCommand.self, PublishCommand.self,
      MachineCommand.self, TrainCommand.self, EvaluateCommand.self, PredictCommand.self,
      SummaryCommand.self, ExplainCommand.self, VerifyCountsCommand.self,
      ExportCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      ExitStatus.end(with: error)
    }
  }
}
