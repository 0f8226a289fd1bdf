import Foundation
import Records

/// A text by hand with parts that are made from records, each between two comments of their own
/// lines:
///
///     <!-- gradmark:begin summary results/2026-01-31-amd-epyc-2c denoise/128 -->
///     …
///     <!-- gradmark:end -->
///
/// The first names what stands there and what it is made from; a space in a name is written `%20`.
struct MarkedText {
  /// What is between the parts, and the parts.
  private let pieces: [Piece]
  /// How its lines end: one character, also where some editor wrote two bytes.
  private let lineEnd: Character

  private enum Piece {
    case hand([Substring])
    case made(marker: Substring, request: Request, present: [Substring])
  }

  /// What a marker asks for.
  struct Request: Equatable {
    /// The kind of part: `summary`, or `libraries`.
    let kind: String
    /// What follows it.
    let arguments: [String]
  }

  /// Whether anything in it is made.
  var hasParts: Bool {
    pieces.contains { if case .made = $0 { true } else { false } }
  }

  /// Finds the parts.
  ///
  /// - Parameter path: the file, for errors.
  /// - Throws: a `RecordError` where a marker has no partner.
  init(_ text: String, path: String) throws {
    var pieces: [Piece] = []
    var hand: [Substring] = []
    var open: (line: Int, marker: Substring, request: Request)?
    var present: [Substring] = []
    lineEnd = text.contains("\r\n" as Character) ? "\r\n" : "\n"
    let lines = text.split(separator: lineEnd, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line == endMarker {
        guard let part = open else {
          throw RecordError(
            .malformed, "\(path), line \(index + 1) ends a part that does not begin; remove it")
        }
        pieces += [
          .hand(hand), .made(marker: part.marker, request: part.request, present: present),
        ]
        (open, hand, present) = (nil, [line], [])
      } else if let request = Request(line) {
        if let open { throw Self.unended(path, open.line) }
        open = (index, line, request)
      } else if open == nil {
        hand.append(line)
      } else {
        present.append(line)
      }
    }
    if let open { throw Self.unended(path, open.line) }
    self.pieces = pieces + [.hand(hand)]
  }

  /// The text with every part made anew.
  ///
  /// - Parameter make: what a marker asks for, with a line end; `nil` leaves what stands there.
  func filled(_ make: (Request) throws -> String?) rethrows -> String {
    let lines = try pieces.flatMap { piece -> [Substring] in
      switch piece {
      case .hand(let lines): return lines
      case .made(let marker, let request, let present):
        guard let text = try make(request) else { return [marker] + present }
        // Markdown ends a comment's block, and begins a table, at an empty line; the part ends in one.
        return [marker, "", text.replacing("\n", with: String(lineEnd))[...]]
      }
    }
    return lines.joined(separator: String(lineEnd))
  }

  private static func unended(_ path: String, _ line: Int) -> RecordError {
    RecordError(
      .malformed, "\(path), line \(line + 1) begins a part that does not end; add '\(endMarker)'")
  }
}

extension MarkedText.Request {
  /// Reads a marker that begins a part; `nil` for any other line.
  fileprivate init?(_ line: Substring) {
    guard line.hasPrefix(beginMarker), line.hasSuffix(" -->") else { return nil }
    let words = line.dropFirst(beginMarker.count).dropLast(4).split(separator: " ").map(String.init)
    guard let kind = words.first else { return nil }
    self.init(
      kind: kind, arguments: words.dropFirst().map { $0.removingPercentEncoding ?? $0 })
  }
}

private let beginMarker = "<!-- gradmark:begin "
private let endMarker = "<!-- gradmark:end -->"
