/// Writes JSON in the order given, with a point in every number that is no integer.
package enum JSONWriter {
  /// The text of a value, on one line or with so many spaces a level.
  ///
  /// - Precondition: every number is finite.
  package static func text(_ value: JSONValue, indentation: Int? = nil) -> String {
    // Bytes are put together sooner than a text.
    var text: [UInt8] = []
    append(value, level: 0, indentation, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private static func append(
    _ value: JSONValue, level: Int, _ indentation: Int?, to text: inout [UInt8]
  ) {
    switch value {
    case .null: text += "null".utf8
    case .bool(let truth): text += (truth ? "true" : "false").utf8
    case .integer(let integer): text += String(integer).utf8
    case .number(let number):
      precondition(number.isFinite, "\(number) has no spelling in JSON")
      text += String(number).utf8
    case .string(let string): append(string, to: &text)
    case .array(let elements):
      append(elements, "[", "]", level, indentation, to: &text) { element, text in
        append(element, level: level + 1, indentation, to: &text)
      }
    case .object(let members):
      append(members, "{", "}", level, indentation, to: &text) { member, text in
        append(member.name, to: &text)
        text += ": ".utf8
        append(member.value, level: level + 1, indentation, to: &text)
      }
    }
  }

  private static func append<Part>(
    _ parts: [Part], _ open: String, _ close: String, _ level: Int, _ indentation: Int?,
    to text: inout [UInt8], each: (Part, inout [UInt8]) -> Void
  ) {
    func breakLine(_ level: Int) {
      guard let indentation else { return }
      text.append(UInt8(ascii: "\n"))
      text += repeatElement(UInt8(ascii: " "), count: level * indentation)
    }
    text += open.utf8
    for (index, part) in parts.enumerated() {
      if index > 0 { text += (indentation == nil ? ", " : ",").utf8 }
      breakLine(level + 1)
      each(part, &text)
    }
    if !parts.isEmpty { breakLine(level) }
    text += close.utf8
  }

  private static func append(_ string: String, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): text += "\\\"".utf8
      case UInt8(ascii: "\\"): text += "\\\\".utf8
      case UInt8(ascii: "\n"): text += "\\n".utf8
      case UInt8(ascii: "\t"): text += "\\t".utf8
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        text += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }
}
