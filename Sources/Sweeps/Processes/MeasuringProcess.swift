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

  /// Names the program.
  ///
  /// - Parameters:
  ///   - command: the program and the arguments that make it read a job.
  ///   - environment: `NAME=value`, all that the program gets.
  ///   - data: where the processes of a sweep keep the data that they have made; `nil` keeps nothing.
  ///   - hasFixedProgram: whether nobody can change the program, so that no child has to tell which it is.
  ///   - launcher: what starts the ranks of jobs that have some.
  public init(
    command: [String], environment: [String], data: AnonymousFile? = nil,
    hasFixedProgram: Bool = false, launcher: Launcher? = nil
  ) {
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
  /// The command that goes on as the launcher, and ends with its parent.
  public static let launchCommand = "launch"
  /// How long a launcher may take to end its ranks.
  private static let graceSeconds = 5

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

/// A child process that measures.
package final class MeasuringChild {
  private let child: ChildProcess
  private let program: Program
  /// The launcher's name, where the process is one.
  private let launcher: String?
  private let silenceLimit: Duration
  private var hasToldProgram = false
  /// What a launcher, and libraries, say on standard output: the last of it.
  private var remarks: [String] = []

  /// How often a child that is silent is asked about: an interruption is noticed that late at most.
  private static let pollMilliseconds: Int32 = 200
  /// A child that says nothing for so long hangs: no phase of a measurement takes a fraction of it.
  static let silenceLimit = Duration.seconds(600)

  init(
    _ child: ChildProcess, _ program: Program, launcher: String? = nil,
    silenceLimit: Duration = silenceLimit
  ) {
    self.child = child
    self.program = program
    self.launcher = launcher
    self.silenceLimit = silenceLimit
  }

  /// Writes one line of JSON.
  func tell(_ value: some Encodable) throws(MeasuringFailure) {
    guard let line = try? RecordCoding.line(value), child.write(line + [UInt8(ascii: "\n")]) else {
      let ending = ending
      try program.refuseOther()
      throw .failed(ending)
    }
  }

  /// Waits for the end of the measurement.
  func replicate(
    _ isInterrupted: () -> Bool, _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate {
    guard case .replicate(let replicate) = try message(isInterrupted, report) else {
      throw .failed("the process asks for turns that nobody has told it to take")
    }
    // Its ranks say farewell to each other, which nobody has to hear.
    if launcher != nil { child.end(withinSeconds: 5) }
    return replicate
  }

  /// Waits for where the ranks of a launch run.
  fileprivate func places(ranks: Int) throws(MeasuringFailure) -> RankPlaces {
    guard case .places(let engine, let places) = try message({ false }, { _, _ in }) else {
      throw .failed("the ranks do not say where they run; start the same build on every host")
    }
    guard places.count == ranks else {
      throw .failed(
        "\(launcher ?? "the launcher") started \(places.count) ranks in place of \(ranks); tell it with "
          + "--launcher how to start {ranks} of them")
    }
    child.end(withinSeconds: 5)
    return RankPlaces(engine: engine, places: places)
  }

  /// Waits for the next message that needs an answer, or is one.
  func message(
    _ isInterrupted: () -> Bool, _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> ChildMessage {
    var silence = Duration.zero
    while true {
      if isInterrupted() { throw .interrupted }
      // Whoever it has left behind may hold its output open.
      let hadEnded = child.hasEnded
      switch child.readLine(waitingMilliseconds: Self.pollMilliseconds) {
      case .silence:
        if hadEnded { throw .failed(ending) }
        // A rank tells why it ends; its launcher may wait for another one for ever.
        if launcher != nil, ownComplaint != nil { throw .failed(ending) }
        silence += .milliseconds(Self.pollMilliseconds)
        guard silence < silenceLimit else {
          throw .failed(
            "\(subject) said nothing for \(silenceLimit.components.seconds) seconds, and was ended")
        }
      case .end:
        // Ctrl-C reaches the child too, perhaps first.
        if isInterrupted() { throw .interrupted }
        let ending = ending
        if !hasToldProgram { try program.refuseOther() }
        throw .failed(ending)
      case .text(let line):
        silence = .zero
        let message = try? JSONDecoder().decode(ChildMessage.self, from: Data(line.utf8))
        // What else ends up there is a library's.
        if message == nil, launcher != nil {
          remarks = remarks.suffix(20) + [line]
          continue
        }
        if case .program(let digest) = message {
          try program.refuseOther(digest)
          hasToldProgram = true
        } else if !hasToldProgram {
          try program.refuseOther()
        }
        switch message {
        case .program: break
        case .progress(let phase, let fraction): report(phase, fraction)
        case .ready(let steps): return .ready(stepNanoseconds: steps)
        case .turn(let block): return .turn(block)
        case .replicate(let replicate): return .replicate(replicate)
        case .places(let engine, let places): return .places(engine: engine, places)
        case nil: throw .failed("the process says '\(line.prefix(80))', which is no message")
        }
      }
    }
  }

  /// How the process ended, as a sentence, with the last thing that it complained about.
  private var ending: String {
    let status = child.end(
      withinSeconds: launcher != nil && ownComplaint != nil
        ? Self.secondsToEnd.afterARank : Self.secondsToEnd.usual)
    let last = complaint.map { ": \($0.prefix(400))" } ?? ""
    // A launcher's may be that of a rank, signals among them.
    guard launcher == nil else { return "\(subject) ended with status \(status)\(last)" }
    let end =
      status > 128
      ? "signal \(status - 128) (\(String(cString: strsignal(status - 128))))"
        // Nobody else ends a child in this way, unless by hand.
        + (status == 128 + SIGKILL ? ", as the kernel does where memory runs out" : "")
      : "exit status \(status)"
    return "\(subject) was ended by \(end)\(last)"
  }

  /// How long a child may take to end by itself; a launcher of which a rank has ended may never do so.
  private static let secondsToEnd = (usual: 5, afterARank: 2)

  /// Who it is, in a sentence.
  private var subject: String { launcher.map { "the launcher \($0)" } ?? "the process" }

  /// What tells the most of an end: launchers frame what they have to say, and say much.
  private var complaint: String? {
    guard launcher != nil else { return child.lastComplaint.map(String.init) }
    let lines = child.complaintLines.filter { !$0.hasPrefix(Self.ownPrefix) }
    func tellsASignal(_ line: some StringProtocol) -> Bool {
      let words = line.split { !$0.isLetter && !$0.isNumber }
      return zip(words, words.dropFirst()).contains { $0 == "signal" && Int($1) != nil }
    }
    // MPICH says on standard output who was killed.
    let killed = lines.last(where: tellsASignal) ?? remarks.last(where: tellsASignal)?[...]
    let own = [ownComplaint, killed].compactMap { $0.map(String.init) }
    return own.isEmpty
      ? lines.last { $0.contains(where: \.isLetter) }.map(String.init)
      : own.joined(separator: "; ")
  }

  /// What this program itself has said of its end, on whichever rank: the first of it, as the end of one rank is
  /// that of the others.
  private var ownComplaint: Substring? {
    child.complaintLines.first { $0.hasPrefix(Self.ownPrefix) }?.dropFirst(Self.ownPrefix.count)
  }

  private static let ownPrefix = "gradmark: "
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
