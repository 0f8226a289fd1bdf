import Foundation
import Records

/// A child process that measures one case: this program again, told by its standard input what to do.
///
/// In a process of its own a case gets an address space, a heap and worker threads that no earlier
/// case has touched, and what crashes it crashes nothing else.
public struct MeasuringProcess: Sendable {
  private let command: [String]
  private let environment: [String]
  private let temporaryFolder: String

  /// How often a child that is silent is asked about: an interruption is noticed that late at most.
  private static let pollMilliseconds: Int32 = 200
  /// A child that says nothing for so long hangs: no phase of a measurement takes a fraction of it.
  private static let silenceLimitMilliseconds: Int32 = 600_000

  /// Names the program.
  ///
  /// - Parameters:
  ///   - command: the program and the arguments that make it read a job.
  ///   - environment: `NAME=value`, all that the program gets.
  ///   - temporaryFolder: where what it complains about is kept while it runs.
  public init(command: [String], environment: [String], temporaryFolder: String) {
    self.command = command
    self.environment = environment
    self.temporaryFolder = temporaryFolder
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
    let complaints = "\(temporaryFolder)/gradmark-\(getpid())-\(UUID().uuidString).log"
    defer { unlink(complaints) }
    let child: ChildProcess
    do {
      child = try ChildProcess(
        command, environment: environment, errorPath: complaints, cpus: cpus)
      guard child.write(try RecordCoding.line(job) + [UInt8(ascii: "\n")]) else {
        throw ChildProcessError(description: "the process does not take its job")
      }
    } catch {
      // A build removes the file before it writes the new one.
      try refuseOtherProgram(present, job)
      throw .failed("\(error)")
    }
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
        let ending = Self.ending(child.end(withinSeconds: 5), complaints)
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
  private static func ending(_ status: Int32, _ complaints: String) -> String {
    let log = (try? String(contentsOfFile: complaints, encoding: .utf8)) ?? ""
    let last = log.split(separator: "\n").last.map { ": \($0.prefix(200))" } ?? ""
    let end =
      status > 128
      ? "signal \(status - 128) (\(String(cString: strsignal(status - 128))))"
      : "exit status \(status)"
    return "the process was ended by \(end)\(last)"
  }
}

/// Why a child process has left nothing.
enum MeasuringFailure: Error {
  /// It failed, for a reason.
  case failed(String)
  /// The process is of another program than the sweep, of that SHA-256; `nil` where none is there.
  case otherProgram(String?)
  /// The sweep was told to stop.
  case interrupted
}
