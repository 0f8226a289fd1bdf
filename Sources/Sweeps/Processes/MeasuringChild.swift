import Foundation
import Records
import Suites

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
  /// The ranks of a launch, once they have told.
  private var members: [RankProcess] = []
  /// What it was at when it told so last.
  private var phase: SweepEvent.Phase?
  /// The step that the first rank told of last.
  private var step: Int?
  /// The ranks that have told that they wait until all have come, and how many these are.
  private var waiting: (ranks: Set<Int>, all: Int) = ([], 0)
  /// The hosts on which the ranks are expected, before they have told.
  private let hosts: [String]

  /// How often a child that is silent is asked about: an interruption is noticed that late at most.
  private static let pollMilliseconds: Int32 = 200
  /// A child that says nothing for so long hangs: no phase of a measurement takes a fraction of it.
  static let silenceLimit = Duration.seconds(600)

  /// - Parameters:
  ///   - launcher: the launcher's name, where the process is one.
  ///   - hosts: where its ranks are expected; empty where that is not known.
  init(
    _ child: ChildProcess, _ program: Program, launcher: String? = nil, hosts: [String] = [],
    silenceLimit: Duration = silenceLimit
  ) {
    self.hosts = hosts
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
  func places(ranks: Int) throws(MeasuringFailure) -> RankPlaces {
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
        if launcher != nil, launchEnd.ownComplaint != nil { throw .failed(ending) }
        silence += .milliseconds(Self.pollMilliseconds)
        guard silence < silenceLimit else {
          throw .failed(
            "\(subject) said nothing for \(silenceLimit.components.seconds) seconds, and was ended"
              + (launcher.flatMap { _ in launchEnd.reason }.map { ": \($0)" } ?? ""))
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
        if let message, note(message) { continue }
        if case .program(let digest) = message {
          try program.refuseOther(digest)
          hasToldProgram = true
        } else if !hasToldProgram {
          try program.refuseOther()
        }
        switch message {
        case .program, .ranks, .step, .waiting: break
        case .progress(let phase, let fraction):
          self.phase = phase
          report(phase, fraction)
        case .ready(let steps): return .ready(stepNanoseconds: steps)
        case .turn(let block): return .turn(block)
        case .replicate(let replicate): return .replicate(replicate)
        case .places(let engine, let places): return .places(engine: engine, places)
        case nil: throw .failed("the process says '\(line.prefix(80))', which is no message")
        }
      }
    }
  }

  /// Takes down what only an end makes use of; whether it is that.
  private func note(_ message: ChildMessage) -> Bool {
    switch message {
    case .waiting(let rank, let count):
      waiting = (waiting.ranks.union([rank]), count)
      return true
    case .step(let number): step = number
    case .ranks(let members): self.members = members
    default:
      // Whatever else the first rank tells, all have come.
      waiting = ([], 0)
      return false
    }
    waiting = ([], 0)
    return true
  }

  /// How the process ended, as a sentence, with the last thing that it complained about.
  private var ending: String {
    let status = child.end(
      withinSeconds: launcher != nil && launchEnd.ownComplaint != nil
        ? Self.secondsToEnd.afterARank : Self.secondsToEnd.usual)
    // A launcher's may be that of a rank, signals among them.
    guard launcher == nil else {
      letOtherHostsEnd(status)
      let reason =
        launchEnd.reason
        ?? (status == 0 && !hasToldProgram
          ? "no rank has told anything; --launcher says how {ranks} of them are started" : nil)
      return "\(subject) ended with status \(status)\(reason.map { ": \($0)" } ?? "")"
    }
    let last = child.lastComplaint.map { ": \($0.prefix(400))" } ?? ""
    let end =
      status > 128
      ? "signal \(status - 128) (\(String(cString: strsignal(status - 128))))"
        // Nobody else ends a child in this way, unless by hand.
        + (status == 128 + SIGKILL ? ", as the kernel does where memory runs out" : "")
      : "exit status \(status)"
    return "\(subject) was ended by \(end)\(last)"
  }

  /// Waits for what a launcher that was killed has left on other hosts, where nobody can look: daemons there notice
  /// its end, and end their ranks.
  private func letOtherHostsEnd(_ status: Int32) {
    var name = [CChar](repeating: 0, count: 256)
    guard status > 128, gethostname(&name, name.count - 1) == 0 else { return }
    let own = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    if members.contains(where: { $0.host != own }) { sleep(Self.secondsOfOtherHosts) }
  }

  private static let secondsOfOtherHosts: UInt32 = 2
  /// How long a child may take to end by itself; a launcher of which a rank has ended may never do so.
  private static let secondsToEnd = (usual: 5, afterARank: 2)

  /// Who it is, in a sentence.
  private var subject: String { launcher.map { "the launcher \($0)" } ?? "the process" }

  /// What a launcher and its ranks have said so far.
  private var launchEnd: LaunchEnd {
    LaunchEnd(
      complaints: child.complaintLines.map(String.init), remarks: remarks, members: members,
      phase: phase, step: step, waiting: waiting.ranks, awaited: waiting.all, hosts: hosts)
  }
}
