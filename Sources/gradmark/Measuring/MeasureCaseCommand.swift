import ArgumentParser
import CPlatform
import Foundation
import Records
import Suites
import Sweeps

/// `gradmark measure-case`: what 'gradmark bench' starts for every process of a case.
///
/// A job comes on standard input, one line of JSON; messages go to standard output, one line each.
struct MeasureCaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure-case", abstract: "Measure one case for 'gradmark bench'.",
    shouldDisplay: false)

  func run() throws {
    // A sweep that is killed must not leave somebody behind who keeps its CPUs busy.
    let fault = gradmark_end_with_parent()
    guard fault == 0 else {
      throw SweepError(
        .unavailable,
        "this process cannot be tied to its sweep: \(String(cString: strerror(fault)))")
    }
    guard let line = readLine(),
      let job = try? JSONDecoder().decode(MeasuringJob.self, from: Data(line.utf8))
    else {
      throw SweepError(
        .usage, "there is no job on standard input; 'gradmark bench' starts this command")
    }
    let program = runningBinaryDigest()
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
    try say(.replicate(measurement.replicate()))
  }

  private func say(_ message: ChildMessage) throws {
    let line = try JSONEncoder().encode(message) + [UInt8(ascii: "\n")]
    try FileHandle.standardOutput.write(contentsOf: line)
  }
}

/// The time of day: ISO 8601 in UTC.
func currentDate() -> String { Date().formatted(.iso8601) }
