import KerasFormat

/// Checks JSON against a JSON Schema of draft 2020-12, as far as the schemas of this repository go.
///
/// A keyword that it does not know is a trap, so that no schema is checked by half.
public struct JSONSchema {
  private let root: JSONValue

  /// Parses a schema.
  public init(parsing text: some Sequence<UInt8>) throws {
    root = try JSONParser.parse(text)
  }

  /// The first place of a document that does not keep to the schema, and what is wrong there; `nil`
  /// where all does.
  public func fault(in text: some Sequence<UInt8>) throws -> String? {
    fault(in: try JSONParser.parse(text), root, at: "$")
  }

  private func fault(in value: JSONValue, _ schema: JSONValue, at path: String) -> String? {
    for member in schema.members ?? [] {
      if let fault = fault(in: value, member.name, member.value, of: schema, at: path) {
        return fault
      }
    }
    return nil
  }

  private func fault(
    in value: JSONValue, _ keyword: String, _ rule: JSONValue, of schema: JSONValue,
    at path: String
  ) -> String? {
    switch keyword {
    case "$ref": return fault(in: value, definition(rule), at: path)
    case "type": return isOfType(rule.text ?? "", value) ? nil : "\(path) is no \(rule.text ?? "")"
    case "const": return value == rule ? nil : "\(path) is not the constant"
    case "enum":
      return rule.elements?.contains(value) == true ? nil : "\(path) is not in the list"
    case "pattern": return matches(value, rule) ? nil : "\(path) has another pattern"
    case "minimum", "exclusiveMinimum":
      guard let number = value.realNumber, let least = rule.realNumber else { return nil }
      let isEnough = keyword == "minimum" ? number >= least : number > least
      return isEnough ? nil : "\(path) is \(number)"
    case "minItems":
      guard let count = value.elements?.count, let least = rule.wholeNumber else { return nil }
      return count >= least ? nil : "\(path) has \(count) items"
    case "minLength":
      guard let count = value.text?.unicodeScalars.count, let least = rule.wholeNumber else {
        return nil
      }
      return count >= least ? nil : "\(path) has \(count) characters"
    case "anyOf":
      return valid(value, rule, path) > 0 ? nil : "\(path) fits no alternative"
    case "oneOf":
      let count = valid(value, rule, path)
      return count == 1 ? nil : "\(path) fits \(count) alternatives in place of one"
    case "items":
      return (value.elements ?? []).enumerated().lazy
        .compactMap { fault(in: $1, rule, at: "\(path)[\($0)]") }.first
    case "required":
      guard let members = value.members else { return nil }
      return rule.elements?.compactMap(\.text)
        .first { name in !members.contains { $0.name == name } }.map { "\(path).\($0) is missing" }
    case "properties":
      return (value.members ?? []).lazy.compactMap { member in
        rule[member.name].flatMap { fault(in: member.value, $0, at: "\(path).\(member.name)") }
      }.first
    case "additionalProperties":
      let known = schema["properties"]
      return (value.members ?? []).lazy.filter { known?[$0.name] == nil }.compactMap {
        rule == .bool(false)
          ? "\(path).\($0.name) is not known" : fault(in: $0.value, rule, at: "\(path).\($0.name)")
      }.first
    case "$schema", "$defs", "title", "description": return nil
    default: preconditionFailure("the schema has the keyword '\(keyword)', which is not checked")
    }
  }

  private func definition(_ reference: JSONValue) -> JSONValue {
    let name = (reference.text ?? "").replacing("#/$defs/", with: "")
    guard let found = root["$defs"]?[name] else {
      preconditionFailure("the schema has no definition '\(name)'")
    }
    return found
  }

  private func valid(_ value: JSONValue, _ alternatives: JSONValue, _ path: String) -> Int {
    (alternatives.elements ?? []).count { fault(in: value, $0, at: path) == nil }
  }

  private func matches(_ value: JSONValue, _ pattern: JSONValue) -> Bool {
    guard let text = value.text, let pattern = pattern.text else { return true }
    guard let expression = try? Regex(pattern) else {
      preconditionFailure("'\(pattern)' is no pattern")
    }
    return text.contains(expression)
  }

  private func isOfType(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool),
      ("null", .null), ("integer", .integer), ("number", .integer), ("number", .number):
      true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }
}
