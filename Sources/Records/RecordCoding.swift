import Foundation

/// The one set-up of JSON in this package: sorted keys, so that equal values give equal bytes.
public enum RecordCoding {
  /// The JSON of a value on one line, without a line end.
  ///
  /// - Throws: an `EncodingError` for a number that is not finite, which JSON cannot hold.
  package static func line(_ value: some Encodable) throws -> Data {
    try encoder([.sortedKeys, .withoutEscapingSlashes]).encode(value)
  }

  /// The JSON of a value, indented for people.
  ///
  /// - Throws: an `EncodingError` for a number that is not finite, which JSON cannot hold.
  public static func text(_ value: some Encodable) throws -> String {
    let options: JSONEncoder.OutputFormatting = [
      .sortedKeys, .withoutEscapingSlashes, .prettyPrinted,
    ]
    return String(decoding: try encoder(options).encode(value), as: UTF8.self)
  }

  /// The record on a line.
  ///
  /// - Throws: a `RecordError` of kind `malformed` whose sentence is a clause to be completed with
  ///   the name of file and line: "is damaged …".
  static func record(_ line: Data) throws -> RunRecord {
    // The version first: a record of another one may fail to decode for that reason alone.
    guard let version = try? JSONDecoder().decode(Version.self, from: line).schema else {
      throw RecordError(.malformed, "is no record or was cut off")
    }
    guard version.major == RunRecord.Schema.current.major else {
      throw RecordError(
        .malformed,
        "has schema \(version.major).\(version.minor), but this gradmark reads "
          + "\(RunRecord.Schema.current.major).x; read it with the version that wrote it")
    }
    let record: RunRecord
    do {
      record = try JSONDecoder().decode(RunRecord.self, from: line)
    } catch {
      throw RecordError(.malformed, "is damaged (\(reason(error)))")
    }
    if let impossibility = record.impossibility {
      throw RecordError(.malformed, "is damaged (\(impossibility))")
    }
    return record
  }

  private struct Version: Decodable {
    let schema: RunRecord.Schema
  }

  private static func encoder(_ options: JSONEncoder.OutputFormatting) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = options
    return encoder
  }

  /// The field at fault, in a few words.
  private static func reason(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      "\(path(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      "\(path(context.codingPath)) has no valid value"
    default: "it cannot be read"
    }
  }

  /// The keys down to a value; Foundation leaves them out for a number that does not fit.
  private static func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty ? "a number" : "'\(keys.map(\.stringValue).joined(separator: "."))'"
  }
}
