import Foundation
import Records
import Suites

/// A program that takes part in a duel: a gradmark, of whichever version.
public final class Contender {
  /// How it was built, by its own account.
  public let build: Fingerprint.Build
  /// The SHA-256 of its file.
  public let digest: String
  /// Whether it takes turns block by block; versions before that measure process by process.
  public let takesTurns: Bool
  private let environment: [String]
  private let data: AnonymousFile
  private let original: ProgramCopy
  /// The copy that the processes of one number run.
  private var copy: (index: Int, program: ProgramCopy)?

  /// Reads a program, and asks it what it is.
  ///
  /// - Parameters:
  ///   - path: the program's file.
  ///   - environment: `NAME=value`, all that it gets.
  ///   - data: where its processes keep the data that they have made: builds do not share any, as they
  ///     may make others.
  /// - Throws: a `SweepError` where it is no gradmark that can measure.
  public init(path: String, environment: [String], data: AnonymousFile) throws {
    original = try ProgramCopy(of: path)
    self.environment = environment
    self.data = data
    let program = try original.path
    guard let digest = fileDigest(program).value else {
      throw SweepError(.unavailable, "cannot read the copy of '\(path)'; free some memory")
    }
    self.digest = digest
    let facts = try Self.answer(of: [program, "machine", "--format", "json"], environment, path)
    guard facts.status == 0,
      let fingerprint = try? JSONDecoder().decode(Fingerprint.self, from: Data(facts.text.utf8))
    else {
      throw SweepError(
        .badData,
        "'\(path)' does not tell what it is (exit status \(facts.status)"
          + (facts.complaint.map { ": \($0.replacing(program, with: path))" } ?? "")
          + "); name a gradmark that runs on this machine")
    }
    build = fingerprint.build
    guard build.isOptimized != false else {
      throw SweepError(
        .unavailable,
        "'\(path)' is a debug build, whose times mean nothing; build it with 'make build'"
      )
    }
    let command = [program, "measure-case", "--can-take-turns"]
    takesTurns = try Self.answer(of: command, environment, path).status == 0
  }

  /// What starts one of its processes.
  func process(_ index: Int) throws -> MeasuringProcess {
    if copy?.index != index { copy = (index, try ProgramCopy(of: original)) }
    let program = copy?.program ?? original
    return MeasuringProcess(
      command: [try program.path, "measure-case"], environment: environment, data: data,
      hasFixedProgram: true)
  }

  /// It as one side of a duel.
  ///
  /// - Parameter name: what the plan calls it.
  public func side(named name: String) -> DuelMeasurement.Side {
    DuelMeasurement.Side(
      BenchmarkPlan.Implementation(name: name, program: digest), process: process)
  }

  /// What a command says; its program is a copy of the one at `path`.
  private static func answer(
    of command: [String], _ environment: [String], _ path: String
  ) throws -> (status: Int32, text: String, complaint: Substring?) {
    let child: ChildProcess
    do {
      child = try ChildProcess(command, environment: environment)
    } catch {
      let reason = "\(error)".replacing(command[0], with: path)
      throw SweepError(.unavailable, "\(reason); name a gradmark that runs on this machine")
    }
    var text = ""
    while case .text(let line) = child.readLine(waitingMilliseconds: 30_000) { text += line + "\n" }
    return (child.end(withinSeconds: 5), text, child.lastComplaint)
  }
}
