import Clocks
import Foundation
import Records
import Suites

/// A program that measures one case in a child process, told by its standard input what to do.
///
/// In a process of its own a case gets an address space, a heap and worker threads that no earlier
/// case has touched, and what crashes it crashes nothing else.
public struct MeasuringProcess: Sendable {
  private let command: [String]
  private let environment: [String]
  private let data: AnonymousFile?
  private let hasFixedProgram: Bool
  private let launcher: Launcher?
  private let hosts: [String]

  /// Names the program.
  ///
  /// - Parameters:
  ///   - command: the program and the arguments that make it read a job.
  ///   - environment: `NAME=value`, all that the program gets.
  ///   - data: where the processes of a sweep keep the data that they have made; `nil` keeps nothing.
  ///   - hasFixedProgram: whether nobody can change the program, so that no child has to tell which it is.
  ///   - launcher: what starts the ranks of jobs that have some.
  ///   - hosts: where it started each of the most ranks before; empty where that is not known.
  public init(
    command: [String], environment: [String], data: AnonymousFile? = nil,
    hasFixedProgram: Bool = false, launcher: Launcher? = nil, hosts: [String] = []
  ) {
    self.hosts = hosts
    self.hasFixedProgram = hasFixedProgram
    self.launcher = launcher
    self.command = command
    self.environment = environment
    self.data = data
  }

  /// Has a job done.
  ///
  /// - Parameters:
  ///   - cpus: the CPUs that the child may use, or `nil` for all of its parent's.
  ///   - isInterrupted: asked several times a second.
  ///   - report: hears of each phase, with the fraction of the work that is done.
  /// - Throws: a `MeasuringFailure`.
  func replicate(
    _ job: MeasuringJob, cpus: [Int]?, isInterrupted: () -> Bool,
    report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate {
    try start(job, cpus: cpus).replicate(isInterrupted, report)
  }

  /// Starts a child, and tells it what to do.
  package func start(
    _ job: MeasuringJob, cpus: [Int]?
  ) throws(MeasuringFailure) -> MeasuringChild {
    var job = job
    let launch = job.launchedRanks.flatMap { ranks in
      launcher.map { Launch($0, ranks: ranks, threads: job.threads.max() ?? 1) }
    }
    // Launchers hand on no file, least of all to other hosts.
    job.dataDescriptor = launch == nil ? data?.descriptor : nil
    job.startNanoseconds = launch == nil ? RawClock.nanoseconds() : nil
    if hasFixedProgram { job.binaryDigest = nil }
    let program = Program(file: command.first ?? "", digest: job.binaryDigest)
    let child: ChildProcess
    do {
      child = try start(launch, command, cpus: cpus)
    } catch {
      // A build removes the file before it writes the new one.
      try program.refuseOther()
      throw .notStarted("\(error)")
    }
    let measuring = MeasuringChild(
      child, program, launcher: launch?.words.first,
      // Fewer ranks may be started elsewhere.
      hosts: job.launchedRanks == hosts.count ? hosts : [],
      silenceLimit: launch.map { _ in job.longestSilence } ?? MeasuringChild.silenceLimit)
    try measuring.tell(job)
    return measuring
  }

  /// Starts the ranks of a launch once, for nothing but to hear where they run.
  ///
  /// - Parameters:
  ///   - ranks: how many.
  ///   - threads: how many each will have.
  /// - Throws: a `SweepError` that says why they cannot train together.
  public func places(ranks: Int, threads: Int) throws -> RankPlaces {
    guard let launcher else { return RankPlaces(engine: "", places: []) }
    let launch = Launch(launcher, ranks: ranks, threads: threads)
    let child: ChildProcess
    do {
      child = try start(launch, command + [Self.placesFlag], cpus: nil)
    } catch {
      throw SweepError(.unavailable, "\(error)")
    }
    let measuring = MeasuringChild(
      child, Program(file: "", digest: nil), launcher: launch.words.first,
      silenceLimit: .seconds(60))
    do throws(MeasuringFailure) {
      return try measuring.places(ranks: ranks)
    } catch {
      guard case .failed(let reason) = error else { throw SweepError(.unavailable, "\(error)") }
      throw SweepError(.unavailable, "--ranks: \(reason)")
    }
  }

  /// What has this program tell where it runs.
  public static let placesFlag = "--tell-places"
  /// The command that starts a launcher, and ends with its parent.
  public static let launchCommand = "launch"
  /// How long a launcher may take to end its ranks, and whoever looks after it to end what it leaves.
  private static let graceSeconds = LauncherWatch.graceSeconds + 5

  /// A command of a launcher.
  private struct Launch {
    let words: [String]

    init(_ launcher: Launcher, ranks: Int, threads: Int) {
      words = launcher.command(ranks: ranks, threads: threads)
    }
  }

  private func start(
    _ launch: Launch?, _ command: [String], cpus: [Int]?
  ) throws -> ChildProcess {
    guard let launch else {
      return try ChildProcess(command, environment: environment, inherited: data, cpus: cpus)
    }
    return try ChildProcess(
      words(of: launch, for: command), environment: Launcher.environment(environment),
      graceSeconds: Self.graceSeconds)
  }

  private func words(of launch: Launch, for command: [String]) -> [String] {
    // Behind it flags are the launcher's, which may be given more than once.
    [self.command.first ?? "", Self.launchCommand, "--"] + launch.words + command
  }

  /// Starts the ranks of another program.
  ///
  /// - Parameters:
  ///   - team: how many, and how many threads each will have.
  ///   - settings: what its environment says besides.
  /// - Throws: a `SweepError` where there is no launcher, and what starting it throws.
  package func start(
    _ command: [String], as team: Team, settings: [String: String]
  ) throws -> ChildProcess {
    guard let launcher else {
      throw SweepError(.usage, "ranks need a launcher; name one with --launcher")
    }
    let launch = Launch(launcher, ranks: team.ranks, threads: team.threads)
    let others = environment.filter { settings[String($0.prefix { $0 != "=" })] == nil }
    return try ChildProcess(
      words(of: launch, for: command),
      environment: Launcher.environment(others + settings.map { "\($0.key)=\($0.value)" }),
      graceSeconds: Self.graceSeconds)
  }
}

extension MeasuringJob {
  /// How long ranks may say nothing: twenty times what the longest of their phases should take, as one that
  /// hangs says nothing more.
  fileprivate var longestSilence: Duration {
    let verifying = (try? SweepPlan.Group(self))?.verifyingSeconds ?? 0
    let crowd = (launchedRanks ?? 1) * (threads.max() ?? 1) / max(1, usableCPUs)
    let expected = (1 + verifying + secondsPerContestant) * Double(max(1, crowd))
    return .seconds(max(30, 20 * expected))
  }
}

/// The program that a child is to run.
struct Program {
  /// Where it stands.
  let file: String
  /// The SHA-256 that it has to have; `nil` where that is not known.
  let digest: String?

  /// Sees whether a child runs the program of its sweep: a build may have replaced it since.
  ///
  /// - Parameter told: the digest that the child tells; `nil` where it does not, as it may be of a
  ///   version that does not know how to: then what stands under the program's name now tells.
  func refuseOther(_ told: Reading<String>? = nil) throws(MeasuringFailure) {
    guard let digest else { return }
    switch told ?? fileDigest(file) {
    case .value(digest), .unreadable: return
    case .value(let other): throw .otherProgram(other)
    case .absent: throw .otherProgram(nil)
    }
  }
}

/// Why a child process has left nothing.
package enum MeasuringFailure: Error {
  /// It failed, for a reason.
  case failed(String)
  /// It could not even be started, for a reason that the next one will meet, too.
  case notStarted(String)
  /// The process is of another program than the sweep, of that SHA-256; `nil` where none is there.
  case otherProgram(String?)
  /// The sweep was told to stop.
  case interrupted
}
