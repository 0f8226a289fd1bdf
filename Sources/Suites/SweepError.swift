/// Why a sweep cannot start or go on; each names the thing, its value and the remedy.
public struct SweepError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The class of the mistake, which settles the exit code.
  public let kind: Kind
  /// One sentence: what is wrong, which value, what to do.
  public let sentence: String

  /// The classes of mistakes, by sysexits's names.
  public enum Kind: Sendable {
    /// A flag or an argument (`EX_USAGE`).
    case usage
    /// The content of a file (`EX_DATAERR`).
    case badData
    /// A file that is missing or cannot be read (`EX_NOINPUT`).
    case missingInput
    /// Something that the machine or the build lacks (`EX_UNAVAILABLE`).
    case unavailable
  }

  /// Creates an error from its class and its sentence.
  public init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }

  /// The sentence a user reads.
  public var description: String { sentence }
}
