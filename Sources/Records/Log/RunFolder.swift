import Foundation
import Glibc

/// `results/<date>-<machine>/`: the records of one run and what was made from them.
public struct RunFolder: Sendable, Equatable {
  /// Where the folder is, whether or not it exists yet.
  public let path: String

  /// Names a folder, or the `records.jsonl` in it.
  public init(path: String) {
    let folder = path.droppingLast("/")
    if folder == recordsName {
      self.path = "."
    } else {
      self.path = folder.droppingLast("/" + recordsName)
    }
  }

  /// The folder of a run, below others: `results/2026-01-31-lab-7-amd-epyc-2c`.
  ///
  /// - Parameters:
  ///   - results: the folder of all runs.
  ///   - date: when the run starts; its day (UTC) begins the name.
  ///   - machine: what measures; its name ends the name.
  ///   - nickname: what the machine's owner calls it, which tells it from machines like it.
  public init(results: String, date: Date, machine: Machine, nickname: String? = nil) {
    let day = date.formatted(.iso8601.year().month().day())
    let words = nickname.map { $0.lowercased().split { !($0.isLetter || $0.isNumber) } } ?? []
    let name = (words.map(String.init) + [machine.name]).joined(separator: "-")
    self.init(path: "\(results.droppingLast("/"))/\(day)-\(name)")
  }

  /// Refuses to go on in a run of a machine with another name.
  ///
  /// - Throws: a `RecordError` that names both, and what the log throws that cannot be read.
  public func refuseOther(nickname: String?) throws {
    guard let nickname, let other = try logFile.log().nickname, other != nickname else { return }
    throw RecordError(
      .unreadable,
      "\(path) holds a run of the machine '\(other)', and this one is named '\(nickname)'; name another "
        + "folder with --output")
  }

  /// Whether a path, or what it links to, has the name of a run's records, which nothing but a measurement writes.
  public static func isRecords(_ path: String) -> Bool {
    let file = URL(filePath: path)
    return [file, file.resolvingSymlinksInPath()].contains { $0.lastPathComponent == recordsName }
  }

  /// The last part of the path: `2026-01-31-amd-epyc-2c`.
  public var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The folder that holds it.
  public var parent: RunFolder { RunFolder(path: "\(path)/..") }

  /// The records.
  public var logFile: LogFile {
    LogFile(path: "\(path)/\(recordsName)")
  }

  /// Makes the folder where it does not exist, and shows that it can be written, before any work.
  ///
  /// - Throws: a `RecordError` that names the folder.
  public func create() throws {
    guard !path.isEmpty else {
      throw RecordError(.unwritable, "the folder has an empty name; name one with --output")
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw unwritable("make the folder \(path)", reason(error))
    }
    guard access(path, W_OK | X_OK) == 0 else {
      throw unwritable("write into \(path)", reason(errno))
    }
  }

  /// Replaces a file of the folder as a whole, or leaves the old one.
  ///
  /// - Throws: a `RecordError` where it cannot be written.
  public func write(_ text: String, as name: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"), options: .atomic)
    } catch {
      throw unwritable("write \(path)/\(name)", reason(error))
    }
  }

  /// The log of a run that somebody named.
  ///
  /// - Throws: a `RecordError` where there is none, or it holds no measurement.
  public func requiredLog() throws -> RunLog {
    let log = try logFile.log()
    guard log.hasMeasurements else {
      throw RecordError(
        .unreadable,
        "\(path) holds no measurements; name a folder with a \(recordsName), "
          + "such as one below results/")
    }
    return log
  }

  /// The runs below `results`, by name.
  ///
  /// - Throws: a `RecordError` where that folder cannot be read.
  public static func all(in results: String) throws -> [RunFolder] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: results) else {
      throw RecordError(
        .unreadable, "cannot read the folder \(results); name the one that holds the runs")
    }
    return names.sorted().map {
      RunFolder(path: "\(results.droppingLast("/"))/\($0)")
    }.filter { FileManager.default.fileExists(atPath: $0.logFile.path) }
  }

  /// The runs that somebody names by one folder: it, where it holds records, or all below it.
  ///
  /// - Throws: a `RecordError` where there is none.
  public static func sessions(in path: String) throws -> [RunFolder] {
    let folder = RunFolder(path: path)
    guard !FileManager.default.fileExists(atPath: folder.logFile.path) else { return [folder] }
    let sessions = (try? all(in: folder.path)) ?? []
    // Of a folder without any, reading it as a run says what is missing.
    return sessions.isEmpty ? [folder] : sessions
  }

  private func unwritable(_ action: String, _ reason: String) -> RecordError {
    RecordError(
      .unwritable,
      "cannot \(action): \(reason); free space, or choose a folder that this user may write with "
        + "--output")
  }

  /// The operating system's words for what went wrong below an error of Foundation.
  private func reason(_ error: any Error) -> String {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
    return cause.map { reason($0.code.rawValue) } ?? (error as NSError).localizedDescription
  }

  private func reason(_ code: Int32) -> String {
    code == EEXIST
      ? "there is a file, or a link that leads nowhere"
      : String(cString: strerror(code)).lowercased()
  }
}

private let recordsName = "records.jsonl"

extension String {
  /// The text without `suffix`, if it ends in it and has more than that.
  fileprivate func droppingLast(_ suffix: String) -> String {
    hasSuffix(suffix) && count > suffix.count ? String(dropLast(suffix.count)) : self
  }
}
