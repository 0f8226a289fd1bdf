/// The few marks that texts of tables and legends have, as HTML: code between backticks, bold
/// between pairs of asterisks, links, and backslashes before what is no mark. Everything else is
/// escaped, so that no name of a network or a file becomes a tag.
enum InlineMarkdown {
  /// The text as HTML, whose lines break between words and not within a number.
  static func html(_ text: String) -> String { tagged(text).holdingUnits }

  private static func tagged(_ text: String) -> String {
    var html = ""
    var rest = text[...]
    while !rest.isEmpty {
      let mark = rest.firstIndex { "`*[\\".contains($0) } ?? rest.endIndex
      html += String(rest[..<mark]).escapedForXML
      rest = rest[mark...]
      if rest.isEmpty { break }
      if let found = element(at: rest) {
        html += found.html
        rest = found.rest
      } else {
        html += String(rest.removeFirst())
      }
    }
    return html
  }

  /// The element that a text begins with, and what is behind it; `nil` where the mark is a plain
  /// character.
  private static func element(at text: Substring) -> (html: String, rest: Substring)? {
    if let found = text.prefixMatch(of: #/`([^`]+)`/#) {
      return ("<code>\(String(found.1).escapedForXML)</code>", text[found.range.upperBound...])
    }
    if let found = text.prefixMatch(of: #/\*\*([^*]+)\*\*/#) {
      return ("<strong>\(String(found.1).escapedForXML)</strong>", text[found.range.upperBound...])
    }
    if let found = text.prefixMatch(of: #/\\([\\`*_\[\]<>&~])/#) {
      return (String(found.1).escapedForXML, text[found.range.upperBound...])
    }
    // Links of ours are relative: no text from elsewhere may lead out of the page or run a script.
    if let found = text.prefixMatch(of: #/\[((?:\\.|[^\]\\])+)\]\(([\w.~%\/-]+)\)/#) {
      let address = String(found.2).escapedForXML
      return (
        "<a href=\"\(address)\">\(tagged(String(found.1)))</a>", text[found.range.upperBound...]
      )
    }
    return nil
  }
}

extension String {
  /// The text with no break between a number and its unit, or within an interval: a line that ends in `12` leaves its
  /// `%` to the next.
  ///
  /// - Cost: one pass over the bytes; pages have tens of thousands of fields.
  var holdingUnits: String {
    let bytes = Array(utf8)
    var held: [UInt8] = []
    held.reserveCapacity(bytes.count + 16)
    for (place, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: " "), bytes.hasUnit(behind: place) || bytes.partsInterval(place) {
        // A space that no line ends at, in UTF-8.
        held.append(0xC2)
        held.append(0xA0)
      } else {
        held.append(byte)
      }
    }
    return String(decoding: held, as: UTF8.self)
  }

  /// The text between tags or in an attribute of XML or HTML.
  var escapedForXML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}

/// The units that stand behind a space.
private let unitNames: Set<String> = {
  let names = UnitLadder.all.flatMap(\.units).map(\.suffix).filter { $0.hasPrefix(" ") }
    .map { String($0.dropFirst()) }
  return Set(names + names.map { "\($0)/s" })
}()

extension [UInt8] {
  /// Whether a number ends at a space, and its unit stands behind it.
  fileprivate func hasUnit(behind space: Int) -> Bool {
    guard space > 0, self[space - 1].isDigit else { return false }
    let word = self[(space + 1)...].prefix { $0.isOfUnit }
    return !word.isEmpty && unitNames.contains(String(decoding: word, as: UTF8.self))
  }

  /// Whether a space parts the ends of an interval: `[0.9, 20]`.
  fileprivate func partsInterval(_ space: Int) -> Bool {
    guard space > 1, self[space - 1] == UInt8(ascii: ",") else { return false }
    let opening = self[..<(space - 1)].last { !$0.isOfNumber }
    let closing = self[(space + 1)...].first { !$0.isOfNumber }
    return opening == UInt8(ascii: "[") && closing == UInt8(ascii: "]")
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// Of a letter beyond ASCII, such as the `µ` of microseconds and a minus sign.
  private var isBeyondASCII: Bool { self >= 0x80 }

  fileprivate var isOfNumber: Bool {
    isDigit || isBeyondASCII || self == UInt8(ascii: ".") || self == UInt8(ascii: ",")
  }

  fileprivate var isOfUnit: Bool {
    isBeyondASCII || self == UInt8(ascii: "%") || self == UInt8(ascii: "/")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}
