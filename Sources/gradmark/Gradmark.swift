import ArgumentParser
import Networks
import Records
import Sweeps

/// The command line; every command has a file of its own.
@main
struct Gradmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradmark",
    abstract:
      "Trains neural networks on many threads, checks every result, and publishes the times.",
    version: "\(Release.version)\n\(BuildOrigin.current.sentence)",
    // Those that only other commands start; they are not listed.
    subcommands: [MeasureCaseCommand.self, LaunchCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Measuring",
        subcommands: [
          BenchCommand.self, DuelCommand.self, PlanCommand.self, CompareCommand.self,
          ReportCommand.self,
          TableCommand.self, PublishCommand.self, VerifyCommand.self, ReproduceCommand.self,
          HistoryCommand.self, MachineCommand.self, ModelsCommand.self,
        ]),
      CommandGroup(
        name: "Training",
        subcommands: [TrainCommand.self, EvaluateCommand.self, PredictCommand.self]),
      CommandGroup(
        name: "Counting",
        subcommands: [
          SummaryCommand.self, ExplainCommand.self, VerifyCountsCommand.self, ExportCommand.self,
          ConvertCommand.self, DrawCommand.self,
        ]),
    ])

  /// What to do next, for somebody who has typed the name alone.
  func run() throws {
    try Files.print(
      """
      Gradmark measures how fast this machine trains neural networks, and how that grows with threads.

        gradmark bench --quick      a look at every size in some 20 seconds
        gradmark bench              every network, under 4 minutes on two cores
        gradmark duel A B           two builds in turns: which one is faster
        gradmark compare RUN        thread counts side by side; RUN OTHER compares two runs
        gradmark report RUN         one page with charts
        gradmark verify RUN         whether records and tables agree with themselves
        gradmark models             the networks; 'summary NAME' and 'explain NAME' tell more
        gradmark machine            what is recorded of this machine

      gradmark help lists all commands; gradmark help bench tells about one.

      """)
  }

  /// The parser would call it an unexpected argument, and help would be that of all commands.
  static func refuseUnknownCommand(_ arguments: [String]) throws(UserError) {
    let groups = configuration.groupedSubcommands.flatMap { $0.subcommands }
    let known = groups.compactMap { $0.configuration.commandName }
    let hidden = configuration.ungroupedSubcommands.compactMap { $0.configuration.commandName }
    let isHelp = arguments.first == "help"
    guard let name = arguments.dropFirst(isHelp ? 1 : 0).first, !name.hasPrefix("-"),
      !(known + hidden + ["help"]).contains(name)
    else { return }
    throw UserError(.usage, "there is no command '\(name)'; \(remedy(for: name, among: known))")
  }

  /// The parser would take the last one, and drop those before it without a word.
  static func refuseRepeatedFlags(_ arguments: [String]) throws(UserError) {
    var given: Set<Substring> = []
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
      let flag = argument.prefix { $0 != "=" }
      guard given.insert(flag).inserted || SweepOptions.repeatableFlags.contains(flag) else {
        throw UserError(
          .usage, "\(flag) is given more than once, and only one would count; give it once")
      }
    }
  }

  /// The command that some arguments ask for.
  static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    try parseAsRoot(CompareCommand.spellingOut(arguments))
  }

  static func main() {
    do {
      try refuseUnknownCommand(Invocation.arguments)
      try refuseRepeatedFlags(Invocation.arguments)
      var command = try parsed(Invocation.arguments)
      try command.run()
    } catch {
      ExitStatus.end(with: error)
    }
  }
}
