import ArgumentParser
import Foundation
import Records
import Suites
import Sweeps

/// What launches the ranks of a sweep.
struct RankOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What starts ranks, with {ranks} and {threads} in place of numbers; else mpirun.",
      valueName: "command"))
  var launcher: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seconds after which a rank gives up a step that does not end. [30, or 20 times the longest step before "
        + "it; ranks that do not come to the first one are given up after 20 at least]",
      valueName: "seconds"))
  var stepTimeout: Double?

  func validate() throws {
    if let stepTimeout, !(stepTimeout > 0) {
      throw ValidationError("--step-timeout is \(stepTimeout); it must be above 0.")
    }
  }

  /// Refuses what is of no use for a plan.
  func check(_ plan: SweepPlan) throws {
    if let launcher, plan.launchedRanks == nil {
      throw SweepError(
        .usage, "--launcher '\(launcher)' starts ranks; say how many with --ranks, or leave it out")
    }
    if let stepTimeout, plan.launchedRanks == nil {
      throw SweepError(
        .usage,
        "--step-timeout \(stepTimeout) is of ranks, which wait for each other; say how many with --ranks, or "
          + "leave it out")
    }
    guard plan.launchedRanks == nil || Invocation.launch == nil else {
      throw SweepError(
        .usage,
        "--ranks: a launcher has started this process already, and 'gradmark bench' starts ranks itself; run "
          + "it without a launcher")
    }
  }

  /// The launcher of a plan; `nil` where no process has company.
  ///
  /// - Parameter recorded: the launcher of a run that is measured again.
  /// - Throws: a `SweepError` where there is none.
  func launcher(
    for plan: SweepPlan, recorded: String? = nil
  ) throws(SweepError) -> Launcher? {
    guard plan.launchedRanks != nil else { return nil }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try Launcher(launcher ?? recorded, path: path)
  }
}

extension Launched {
  /// That hosts differ, as a sentence; `nil` where they are the same.
  var advice: String? {
    guard let first = hosts.first, let machine = first.fingerprint else { return nil }
    for other in hosts.dropFirst() {
      guard let clause = other.fingerprint?.differences(from: machine).first else { continue }
      return
        "The hosts of the ranks differ (\(other.name) and \(first.name): \(clause)); every step takes as "
        + "long as on the slowest; launch on hosts that are alike."
    }
    return nil
  }
}
