import Networks

/// A JSON document, with the order of members and the difference between 1 and 1.0 kept: Keras
/// writes its settings in an order, and refuses a momentum of 0 that is not spelled 0.0.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// One name and its value.
  package struct Member: Sendable, Equatable {
    package let name: String
    package let value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }
}

extension JSONValue {
  /// The member of that name, the last one where it is given twice; `nil` where there is none.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    // Most names differ in their lengths, which takes no call to see.
    let length = name.utf8.count
    return members.last { $0.name.utf8.count == length && $0.name == name }?.value
  }

  /// The members, or `nil` where it is no object.
  package var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The elements, or `nil` where it is no array.
  package var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The text, or `nil` where it is no string.
  package var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The truth value, or `nil` where it is none.
  package var truth: Bool? {
    if case .bool(let truth) = self { truth } else { nil }
  }

  /// The number if it is whole and fits, however it is spelled.
  package var wholeNumber: Int? {
    switch self {
    case .integer(let integer): integer
    case .number(let number): Int(exactly: number)
    default: nil
    }
  }

  /// The number, whole or not.
  package var realNumber: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value in one line, for a sentence: long ones end in an ellipsis.
  package var description: String {
    switch self {
    case .string(let text): quoted(text)
    case .object: "an object"
    default: printable(JSONWriter.text(self, indentation: nil))
    }
  }
}
