/// A link of Markdown to a file, by its path from the page; names of folders may hold anything.
func markdownLink(_ text: String, to path: String) -> String {
  "[\(text.escapedForMarkdown)](\(path.percentEncodedPath))"
}

extension String {
  /// The text with a backslash before what Markdown or HTML would take for a mark.
  var escapedForMarkdown: String {
    reduce(into: "") { escaped, character in
      if "\\`*_[]<>&~".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
  }

  /// The path as an address has it: all but letters, digits, `-._~` and `/` as `%` and two digits for
  /// each byte of UTF-8, so that nothing of it ends the link or names a scheme.
  var percentEncodedPath: String {
    utf8.reduce(into: "") { encoded, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        encoded.unicodeScalars.append(UnicodeScalar(byte))
      case _ where "-._~/".utf8.contains(byte): encoded.unicodeScalars.append(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
  }
}
