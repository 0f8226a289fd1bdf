/// Why a file could not be read or written, in one sentence that names it.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file at fault.
  public let path: String
  /// Which kind of trouble it is; it decides the exit code.
  public let problem: Problem
  /// What is wrong, which value, what to do.
  public let reason: String

  /// The kinds of trouble with files, after sysexits' `EX_NOINPUT`, `EX_DATAERR`, `EX_CANTCREAT`.
  public enum Problem: Sendable {
    /// It is missing, or may not be read.
    case unreadable
    /// It holds something else than it should.
    case malformed
    /// It cannot be written: the folder, the permissions, or the disk.
    case unwritable
  }

  /// Creates an error about one file.
  public init(path: String, problem: Problem, reason: String) {
    self.path = path
    self.problem = problem
    self.reason = reason
  }

  /// The sentence a user reads.
  public var description: String { "\(path): \(reason)" }
}
