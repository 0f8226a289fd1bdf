/// Why a match cannot be played or a contestant is out; one sentence.
public struct PeerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, which value, what to do.
  public let description: String

  /// Creates an error.
  public init(_ sentence: String) {
    description = sentence
  }
}
