import KerasFormat
import Networks
import Records
import Suites
import TensorFiles

/// One of the package's readers of files that other people wrote, with sound files to start from.
///
/// Whatever the bytes, a parser returns or throws one of the package's errors; nothing else.
public struct Parser: Sendable {
  /// A short name: `suite`, `model`, ….
  public let name: String
  /// Words of its format.
  public let words: [String]
  /// Sound files.
  public let seeds: @Sendable () throws -> [[UInt8]]

  private let read: @Sendable ([UInt8]) throws -> Void

  init(
    _ name: String, words: [String], seeds: @escaping @Sendable () throws -> [[UInt8]],
    read: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.name = name
    self.words = words
    self.seeds = seeds
    self.read = read
  }

  /// Whether the bytes are a sound file.
  ///
  /// - Throws: a `Misbehavior` where they were refused otherwise than in one plain sentence.
  public func accepts(_ bytes: [UInt8]) throws(Misbehavior) -> Bool {
    do {
      try read(bytes)
      return true
    } catch {
      let sentence = "\(error)"
      guard
        error is ModelError || error is FileError || error is SweepError || error is RecordError
      else { throw Misbehavior(description: "\(name): an unknown error: \(sentence)") }
      // Several obstacles stand in a line each.
      let lines = sentence.split(separator: "\n")
      guard !lines.isEmpty, lines.count <= 22,
        lines.allSatisfy({
          $0.utf8.count <= Self.longestSentence && $0.allSatisfy(\.isPrintable)
        })
      else {
        throw Misbehavior(
          description: "\(name): no plain sentence: \(sentence.prefix(500).debugDescription)")
      }
      return false
    }
  }

  /// Bytes of a sentence with a few quoted words or a shape of the largest rank.
  private static let longestSentence = 4_000
}

/// What a parser must not do.
public struct Misbehavior: Error, CustomStringConvertible {
  /// The parser, and what it did.
  public let description: String
}
