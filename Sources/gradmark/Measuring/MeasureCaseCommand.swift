import ArgumentParser
import CPlatform
import Foundation
import Records
import Suites
import Sweeps

/// `gradmark measure-case`: what 'gradmark bench' starts for every process of a case.
///
/// A job comes on standard input, one line of JSON; messages go to standard output, one line each. Where
/// the job says that turns are asked for, each is a further line on standard input.
struct MeasureCaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure-case", abstract: "Measure one case for 'gradmark bench'.",
    shouldDisplay: false)

  @Flag(help: "Tell nothing but that this program takes turns with others, block by block.")
  var canTakeTurns = false

  func run() throws {
    guard !canTakeTurns else { return }
    // A sweep that is killed must not leave somebody behind who keeps its CPUs busy.
    let fault = gradmark_end_with_parent()
    guard fault == 0 else {
      throw SweepError(
        .unavailable,
        "this process cannot be tied to its sweep: \(String(cString: strerror(fault)))")
    }
    guard let job = try read(MeasuringJob.self) else {
      throw SweepError(
        .usage, "there is no job on standard input; 'gradmark bench' starts this command")
    }
    // A duel runs a copy of its own, which it knows; reading it takes some tenths of a second.
    let program: Reading<String> =
      job.takesTurns == true && job.binaryDigest == nil
      ? .unreadable("nobody asked") : runningBinaryDigest()
    try say(.program(program))
    let measurement = try CaseMeasurement(
      job,
      surroundings: .live(
        digitsFolder: job.digitsFolder, dataDescriptor: job.dataDescriptor, binaryDigest: program,
        date: currentDate)
    ) { phase, fraction in
      // A sweep that has gone away is no reason to fail half-way: the last message will tell.
      try? say(.progress(phase, fraction: fraction))
    }
    guard job.takesTurns == true else { return try say(.replicate(measurement.replicate())) }
    if let replicate = try measurement.serve(next: { try read(TurnRequest.self) }, answer: say) {
      try say(.replicate(replicate))
    }
  }

  /// The next line; `nil` at the end.
  private func read<Value: Decodable>(_ type: Value.Type) throws -> Value? {
    guard let line = readLine() else { return nil }
    guard let value = try? JSONDecoder().decode(type, from: Data(line.utf8)) else {
      throw SweepError(
        .usage, "'\(line.prefix(80))' is no \(type); 'gradmark bench' starts this command")
    }
    return value
  }

  private func say(_ message: ChildMessage) throws {
    let line = try JSONEncoder().encode(message) + [UInt8(ascii: "\n")]
    try FileHandle.standardOutput.write(contentsOf: line)
  }
}

/// The time of day: ISO 8601 in UTC.
func currentDate() -> String { Date().formatted(.iso8601) }
