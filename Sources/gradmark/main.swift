import ArgumentParser

struct Gradmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradmark", subcommands: [
      BenchCommand.self, PlanCommand.self, PeersCommand.self, ServeRoundsCommand.self,
    ])
}

Gradmark.main()
