import ArgumentParser
import Glibc
import Sweeps

/// `gradmark launch`: starts a launcher of MPI for the sweep, ends it with the sweep, and ends after all that it
/// has started.
struct LaunchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: MeasuringProcess.launchCommand,
    abstract: "Start a launcher for 'gradmark bench', and look after it.", shouldDisplay: false)

  @Argument(parsing: .postTerminator)
  var command: [String]

  func run() throws {
    // As the launcher ended, without a word of its own.
    Glibc.exit(try LauncherWatch(command).status())
  }
}
