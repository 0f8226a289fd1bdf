import ArgumentParser
import CPlatform
import Foundation
import Suites
import Sweeps

/// `gradmark launch`: goes on as a launcher of MPI that ends with the sweep which started it.
///
/// A launcher outlives whoever started it, and its ranks would keep their CPUs busy.
struct LaunchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: MeasuringProcess.launchCommand,
    abstract: "Go on as a launcher for 'gradmark bench'.", shouldDisplay: false)

  @Argument(parsing: .postTerminator)
  var command: [String]

  func run() throws {
    let fault = gradmark_end_with_parent(SIGTERM)
    guard fault == 0 else {
      throw SweepError(
        .unavailable,
        "the launcher cannot be tied to its sweep: \(String(cString: strerror(fault)))")
    }
    // This program ignores them, and whoever it becomes would, too.
    signal(SIGPIPE, SIG_DFL)
    signal(SIGXFSZ, SIG_DFL)
    var words = command.map { strdup($0) } + [nil]
    if let file = command.first { execvp(file, &words) }
    throw SweepError(
      .unavailable,
      "cannot start '\(command.first ?? "")': \(String(cString: strerror(errno)).lowercased()); name a "
        + "launcher with --launcher")
  }
}
