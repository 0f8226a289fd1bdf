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
  var holdingUnits: String {
    let unit = #/(\d) (%|[nµm]?s\b|[kMG]\b|[kMGT]?FLOP\b|[KMG]?i?B\b|[kMG]?bit\b)/#
    let interval = #/\[([−\d.,]+), ([−\d.,]+)\]/#
    return replacing(unit) { "\($0.1)\u{A0}\($0.2)" }
      .replacing(interval) { "[\($0.1),\u{A0}\($0.2)]" }
  }

  /// The text between tags or in an attribute of XML or HTML.
  var escapedForXML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
