import Foundation
import Records

/// A program that measures one case in a child process, told by its standard input what to do.
///
/// In a process of its own a case gets an address space, a heap and worker threads that no earlier
/// case has touched, and what crashes it crashes nothing else.
public struct MeasuringProcess: Sendable {
  private let command: [String]
  private let environment: [String]
  private let data: AnonymousFile?
  private let hasFixedProgram: Bool

  /// Names the program.
  ///
  /// - Parameters:
  ///   - command: the program and the arguments that make it read a job.
  ///   - environment: `NAME=value`, all that the program gets.
  ///   - data: where the processes of a sweep keep the data that they have made; `nil` keeps nothing.
  ///   - hasFixedProgram: whether nobody can change the program, so that no child has to tell which it is.
  public init(
    command: [String], environment: [String], data: AnonymousFile? = nil,
    hasFixedProgram: Bool = false
  ) {
    self.hasFixedProgram = hasFixedProgram
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
    job.dataDescriptor = data?.descriptor
    if hasFixedProgram { job.binaryDigest = nil }
    let program = Program(file: command.first ?? "", digest: job.binaryDigest)
    let child: ChildProcess
    do {
      child = try ChildProcess(command, environment: environment, inherited: data, cpus: cpus)
    } catch {
      // A build removes the file before it writes the new one.
      try program.refuseOther()
      throw .notStarted("\(error)")
    }
    let measuring = MeasuringChild(child, program)
    try measuring.tell(job)
    return measuring
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
  private var hasToldProgram = false

  /// How often a child that is silent is asked about: an interruption is noticed that late at most.
  private static let pollMilliseconds: Int32 = 200
  /// A child that says nothing for so long hangs: no phase of a measurement takes a fraction of it.
  private static let silenceLimitMilliseconds: Int32 = 600_000

  init(_ child: ChildProcess, _ program: Program) {
    self.child = child
    self.program = program
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
    return replicate
  }

  /// Waits for the next message that needs an answer, or is one.
  func message(
    _ isInterrupted: () -> Bool, _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> ChildMessage {
    var silence: Int32 = 0
    while true {
      if isInterrupted() { throw .interrupted }
      switch child.readLine(waitingMilliseconds: Self.pollMilliseconds) {
      case .silence:
        silence += Self.pollMilliseconds
        guard silence < Self.silenceLimitMilliseconds else {
          throw .failed("the process has said nothing for 10 minutes, and was ended")
        }
      case .end:
        // Ctrl-C reaches the child too, perhaps first.
        if isInterrupted() { throw .interrupted }
        let ending = ending
        if !hasToldProgram { try program.refuseOther() }
        throw .failed(ending)
      case .text(let line):
        silence = 0
        let message = try? JSONDecoder().decode(ChildMessage.self, from: Data(line.utf8))
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
        case nil: throw .failed("the process says '\(line.prefix(80))', which is no message")
        }
      }
    }
  }

  /// How the process ended, as a sentence, with the last thing that it complained about.
  private var ending: String {
    let status = child.end(withinSeconds: 5)
    let last = child.lastComplaint.map { ": \($0.prefix(200))" } ?? ""
    let end =
      status > 128
      ? "signal \(status - 128) (\(String(cString: strsignal(status - 128))))"
        // Nobody else ends a child in this way, unless by hand.
        + (status == 128 + SIGKILL ? ", as the kernel does where memory runs out" : "")
      : "exit status \(status)"
    return "the process was ended by \(end)\(last)"
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
