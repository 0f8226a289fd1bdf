// Names and words out of files end up in sentences on somebody's terminal.

/// A text as it may stand in a sentence: short, and without characters that would move a cursor.
///
/// Counted in scalars: a single character may be of any length.
package func printable(_ text: String) -> String {
  let limit = 60
  var kept = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
  if text.unicodeScalars.count > limit {
    kept.unicodeScalars.removeLast()
    kept += "…"
  }
  return String(kept.map { $0.isPrintable ? $0 : "�" })
}

/// The same in quotes.
package func quoted(_ text: String) -> String {
  "'\(printable(text))'"
}

extension String {
  /// Whether each of its characters prints as itself.
  package var isPrintable: Bool {
    // Nearly all names are ASCII, of which no table has to be asked.
    utf8.allSatisfy { (0x20...0x7E).contains($0) } || allSatisfy(\.isPrintable)
  }

  /// Whether a layer or a network may be called so: names are printed, so none may steer a terminal. A tab, which Keras
  /// takes, moves a cursor on within its line.
  package var isName: Bool {
    !isEmpty && (isPrintable || allSatisfy { $0 == "\t" || $0.isPrintable })
  }
}

extension Character {
  /// Whether it prints as itself: no control character, no line break.
  package var isPrintable: Bool {
    unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .format: false
      default: true
      }
    }
  }
}
