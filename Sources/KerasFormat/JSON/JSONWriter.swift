/// Writes JSON in the order given, with a point in every number that is no integer.
package enum JSONWriter {
  /// The text of a value, on one line or with so many spaces a level.
  ///
  /// - Precondition: every number is finite.
  package static func text(_ value: JSONValue, indentation: Int? = nil) -> String {
    var text = ""
    append(value, level: 0, indentation, to: &text)
    return text
  }

  private static func append(
    _ value: JSONValue, level: Int, _ indentation: Int?, to text: inout String
  ) {
    switch value {
    case .null: text += "null"
    case .bool(let truth): text += truth ? "true" : "false"
    case .integer(let integer): text += String(integer)
    case .number(let number):
      precondition(number.isFinite, "\(number) has no spelling in JSON")
      text += String(number)
    case .string(let string): append(string, to: &text)
    case .array(let elements):
      append(elements, "[", "]", level, indentation, to: &text) { element, text in
        append(element, level: level + 1, indentation, to: &text)
      }
    case .object(let members):
      append(members, "{", "}", level, indentation, to: &text) { member, text in
        append(member.name, to: &text)
        text += ": "
        append(member.value, level: level + 1, indentation, to: &text)
      }
    }
  }

  private static func append<Part>(
    _ parts: [Part], _ open: String, _ close: String, _ level: Int, _ indentation: Int?,
    to text: inout String, each: (Part, inout String) -> Void
  ) {
    func breakLine(_ level: Int) {
      if let indentation { text += "\n" + String(repeating: " ", count: level * indentation) }
    }
    text += open
    for (index, part) in parts.enumerated() {
      if index > 0 { text += indentation == nil ? ", " : "," }
      breakLine(level + 1)
      each(part, &text)
    }
    if !parts.isEmpty { breakLine(level) }
    text += close
  }

  private static func append(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
