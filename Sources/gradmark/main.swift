import ArgumentParser

struct Gradmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradmark", subcommands: [BenchCommand.self, PlanCommand.self])
}

Gradmark.main()
