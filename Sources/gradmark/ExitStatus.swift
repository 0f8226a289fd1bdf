import ArgumentParser
import Foundation
import Networks
import Ranks
import Records
import Suites
import TensorFiles
import Training

/// What the process tells its caller, by the numbers of BSD's sysexits where one fits; the one place
/// where an error becomes a status and a line.
enum ExitStatus: Int32 {
  /// A training whose loss or weights became no numbers, or records that do not agree with themselves.
  case incorrect = 3
  case usage = 64
  case dataError = 65
  case noInput = 66
  case unavailable = 69
  case software = 70
  case cannotCreate = 73
  case inputOutput = 74
  case configuration = 78

  /// The status for an error of one of the libraries.
  init(for error: any Error) {
    switch error {
    case let error as UserError: self = error.status
    case is ModelError: self = .dataError
    case let error as SweepError: self.init(error.kind)
    case let error as RecordError: self.init(error.kind)
    case let error as FileError: self.init(error.problem)
    case let error as SharedError: self = error.status
    case let error as RankError: self = error.problem == .unavailable ? .unavailable : .dataError
    case let error as LibraryError: self = error.problem == .missing ? .noInput : .unavailable
    default: self = .software
    }
  }

  private init(_ kind: SweepError.Kind) {
    switch kind {
    case .usage: self = .usage
    case .badData: self = .dataError
    case .missingInput: self = .noInput
    case .unavailable: self = .unavailable
    }
  }

  private init(_ kind: RecordError.Kind) {
    switch kind {
    case .unreadable: self = .noInput
    case .malformed, .newer: self = .dataError
    case .unwritable: self = .cannotCreate
    }
  }

  private init(_ problem: FileError.Problem) {
    switch problem {
    case .unreadable: self = .noInput
    case .malformed: self = .dataError
    case .unwritable: self = .cannotCreate
    }
  }

  /// Ends the process: one line on standard error, or the help that was asked for.
  static func end(with error: any Error) -> Never {
    if error is ExitCode || Gradmark.exitCode(for: error) != .failure {
      endParsing(with: error)
    }
    if let sentence = sentence(of: error) { report(sentence) }
    exit(ExitStatus(for: error).rawValue)
  }

  /// What is to be told of an error; `nil` where another rank tells it.
  private static func sentence(of error: any Error) -> String? {
    guard Invocation.isFollower else {
      return (error as? SharedError).map(\.sentence) ?? "\(error)"
    }
    letFirstRankSpeak()
    guard error is RankError, let launch = Invocation.launch else { return nil }
    return "rank \(launch.rank): \(error)"
  }

  /// Waits a while: the first rank is likely to have met the same, and a launcher ends all ranks, that one too,
  /// with the first that ends badly.
  private static func letFirstRankSpeak() { sleep(2) }

  /// What the argument parser has to say: help and a plain status, or a line about usage.
  private static func endParsing(with error: any Error) -> Never {
    let code = Gradmark.exitCode(for: error)
    if Invocation.isFollower {
      if !code.isSuccess { letFirstRankSpeak() }
      exit(code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue)
    }
    if code == .validationFailure {
      report(Gradmark.message(for: error))
      exit(ExitStatus.usage.rawValue)
    }
    // The parser's own way out does not see whether its text was written.
    let text = Gradmark.fullMessage(for: error)
    if code.isSuccess, !text.isEmpty {
      do {
        try Files.print(text + "\n")
      } catch {
        report("\(error)")
        exit(ExitStatus(for: error).rawValue)
      }
    }
    exit(code.rawValue)
  }

  static func report(_ sentence: String) { Files.tell(sentence) }
}

/// A mistake that the user can mend, told in one sentence: what, which value, what to do.
struct UserError: Error, CustomStringConvertible {
  let status: ExitStatus
  let sentence: String

  init(_ status: ExitStatus, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }

  var description: String { sentence }
}
