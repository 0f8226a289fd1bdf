import Foundation

/// How records are written as JSON and read back: keys sorted, so that equal values are equal bytes.
public enum RecordCoding {
  /// The value on one line.
  package static func line(_ value: some Encodable) throws -> Data {
    try encoder([.sortedKeys, .withoutEscapingSlashes]).encode(value)
  }

  /// The value on many lines, for people.
  public static func text(_ value: some Encodable) throws -> String {
    let options: JSONEncoder.OutputFormatting = [
      .sortedKeys, .withoutEscapingSlashes, .prettyPrinted,
    ]
    return String(decoding: try encoder(options).encode(value), as: UTF8.self)
  }

  /// The version of a line.
  ///
  /// - Throws: a `RecordError` whose sentence goes on after the name of file and line.
  static func schema(of line: Data) throws -> Schema {
    // The version first: a record of another one may fail to decode for that reason alone.
    guard let schema = try? JSONDecoder().decode(Version.self, from: line).schema else {
      throw RecordError(.malformed, "is no record or was cut off")
    }
    guard schema.major <= Schema.current.major else { throw newer(schema) }
    guard schema.major > 0 else {
      throw RecordError(.malformed, "is damaged ('schema.major' is \(schema.major))")
    }
    return schema
  }

  /// What is wrong with a line of a later program that holds what this one does not know.
  static func newer(_ schema: Schema) -> RecordError {
    RecordError(
      .newer,
      "was written by a newer gradmark (schema \(schema)); this one reads up to \(Schema.current)")
  }

  /// Reads a value of a line.
  ///
  /// - Throws: as `schema(of:)`.
  static func value<Value: Decodable>(_ type: Value.Type, of line: Data) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: line)
    } catch {
      // Most of what a later program adds is passed over; what is not is no damage.
      if let schema = try? JSONDecoder().decode(Version.self, from: line).schema, schema.isNewer {
        throw newer(schema)
      }
      throw RecordError(.malformed, "is damaged (\(reason(error)))")
    }
  }

  private struct Version: Decodable {
    let schema: Schema
  }

  private static func encoder(_ options: JSONEncoder.OutputFormatting) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = options
    return encoder
  }

  private static func reason(_ error: any Error) -> String {
    if let error = error as? RecordError { return error.description }
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      "\(path(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      "\(path(context.codingPath)) has no valid value"
    default: "it cannot be read"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty ? "a number" : "'\(keys.map(\.stringValue).joined(separator: "."))'"
  }
}
