import Foundation
import Records

/// A child process that measures one case: this program again, told by its standard input what to do.
///
/// In a process of its own a case gets an address space, a heap and worker threads that no earlier
/// case has touched, and what crashes it crashes nothing else.
public struct MeasuringProcess: Sendable {
  private let command: [String]
  private let environment: [String]
  private let data: AnonymousFile?

  /// How often a child that is silent is asked about: an interruption is noticed that late at most.
  private static let pollMilliseconds: Int32 = 200
  /// A child that says nothing for so long hangs: no phase of a measurement takes a fraction of it.
  private static let silenceLimitMilliseconds: Int32 = 600_000

  /// Names the program.
  ///
  /// - Parameters:
  ///   - command: the program and the arguments that make it read a job.
  ///   - environment: `NAME=value`, all that the program gets.
  ///   - data: where the processes of a sweep keep the data that they have made; `nil` keeps nothing.
  public init(command: [String], environment: [String], data: AnonymousFile? = nil) {
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
    let child = try start(job, cpus: cpus)
    var hasToldProgram = false
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
        let ending = Self.ending(child)
        if !hasToldProgram { try refuseOtherProgram(present, job) }
        throw .failed(ending)
      case .text(let line):
        silence = 0
        let message = try? JSONDecoder().decode(ChildMessage.self, from: Data(line.utf8))
        if case .program(let digest) = message {
          try refuseOtherProgram(digest, job)
          hasToldProgram = true
        } else if !hasToldProgram {
          try refuseOtherProgram(present, job)
        }
        switch message {
        case .program: break
        case .progress(let phase, let fraction): report(phase, fraction)
        case .replicate(let replicate): return replicate
        case nil: throw .failed("the process says '\(line.prefix(80))', which is no message")
        }
      }
    }
  }

  /// Starts a child, and tells it what to do.
  private func start(
    _ job: MeasuringJob, cpus: [Int]?
  ) throws(MeasuringFailure) -> ChildProcess {
    let child: ChildProcess
    do {
      child = try ChildProcess(command, environment: environment, inherited: data, cpus: cpus)
    } catch {
      // A build removes the file before it writes the new one.
      try refuseOtherProgram(present, job)
      throw .notStarted("\(error)")
    }
    var job = job
    job.dataDescriptor = data?.descriptor
    guard let line = try? RecordCoding.line(job), child.write(line + [UInt8(ascii: "\n")]) else {
      let ending = Self.ending(child)
      try refuseOtherProgram(present, job)
      throw .failed(ending)
    }
    return child
  }

  /// The digest of what stands under the program's name now: it tells of a child that does not say which
  /// program it is, as it may be of a version that does not know how to.
  private var present: Reading<String> { command.first.map(fileDigest) ?? .absent }

  /// Sees whether a child runs the program of its sweep: a build may have replaced it since.
  private func refuseOtherProgram(
    _ digest: Reading<String>, _ job: MeasuringJob
  ) throws(MeasuringFailure) {
    guard let planned = job.binaryDigest else { return }
    switch digest {
    case .value(planned), .unreadable: return
    case .value(let other): throw .otherProgram(other)
    case .absent: throw .otherProgram(nil)
    }
  }

  /// How a process ended, as a sentence, with the last thing that it complained about.
  private static func ending(_ child: ChildProcess) -> String {
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
enum MeasuringFailure: Error {
  /// It failed, for a reason.
  case failed(String)
  /// It could not even be started, for a reason that the next one will meet, too.
  case notStarted(String)
  /// The process is of another program than the sweep, of that SHA-256; `nil` where none is there.
  case otherProgram(String?)
  /// The sweep was told to stop.
  case interrupted
}
