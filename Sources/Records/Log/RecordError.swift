/// Why records cannot be read, written or compared.
public struct RecordError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong, for the program's exit status.
  public enum Kind: Sendable {
    /// A run that is not there or may not be read.
    case unreadable
    /// A file whose content is damaged or of another schema.
    case malformed
    /// A file that holds what a later program adds, and this one does not know.
    case newer
    /// A file or folder that cannot be made or written.
    case unwritable
  }

  /// What went wrong.
  public let kind: Kind
  /// One sentence: what is wrong, which value, what to do.
  public let description: String

  /// Creates an error.
  public init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    description = sentence
  }
}
