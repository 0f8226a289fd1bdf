import Foundation

/// A run's log as it was read: its entries, and whether its chain holds.
public struct RunLog: Sendable, Equatable {
  /// The entries in the order in which they were written.
  public let entries: [LogEntry]
  /// The format of the file; entries of older ones were upgraded.
  public let schema: Schema
  /// The SHA-256 of the last line: whoever knows it notices any later change.
  public let head: String
  /// Why the chain of digests does not hold, as a sentence; `nil` where it does.
  public let chainFault: String?

  /// Creates the log of a run that has left nothing, or a log for what was measured elsewhere.
  public init(entries: [LogEntry] = []) {
    self.init(entries: entries, schema: .current, head: LogLine.origin, chainFault: nil)
  }

  private init(entries: [LogEntry], schema: Schema, head: String, chainFault: String?) {
    self.entries = entries
    self.schema = schema
    self.head = head
    self.chainFault = chainFault
  }

  /// The log with one more entry that has not been written.
  public func appending(_ entry: LogEntry) -> RunLog {
    RunLog(entries: entries + [entry], schema: schema, head: head, chainFault: chainFault)
  }

  /// Parses a log.
  ///
  /// - Throws: a `RecordError` that names the line where one is damaged or cut off.
  init(parsing content: Data, path: String) throws {
    let lines = content.split(separator: newline)
    let source = Source(path: path, lineCount: lines.count, isTorn: content.last != newline)
    guard let first = lines.first else {
      self.init()
      return
    }
    let schema = try source.reading(1) { try RecordCoding.schema(of: first) }
    self =
      schema.major == 1
      ? try RunLog(upgrading: lines, schema, source) : try RunLog(chained: lines, schema, source)
  }

  private init(chained lines: [Data], _ schema: Schema, _ source: Source) throws {
    var entries: [LogEntry] = []
    var head = LogLine.origin
    var fault: String?
    for (index, text) in lines.enumerated() {
      let line = try source.reading(index + 1) { try RecordCoding.line(of: text) }
      if line.previous != head, fault == nil {
        fault = "line \(index + 1) does not follow from the line before it"
      }
      head = sha256(text)
      entries.append(line.entry)
    }
    self.init(entries: entries, schema: schema, head: head, chainFault: fault)
  }

  private init(upgrading lines: [Data], _ schema: Schema, _ source: Source) throws {
    let records = try lines.enumerated().map { index, line in
      try source.reading(index + 1) { try RecordCoding.value(FirstSchemaRecord.self, of: line) }
    }
    let entries = try upgrade(records)
    for case .replicate(let replicate) in entries {
      if let fault = replicate.impossibility {
        throw RecordError(.malformed, "\(source.path) is damaged (\(fault)); restore the file")
      }
    }
    self.init(
      entries: entries, schema: schema, head: lines.last.map(sha256) ?? LogLine.origin,
      chainFault: "records of schema \(schema) are not chained")
  }
}

extension RecordCoding {
  /// Reads a line of today's format.
  ///
  /// - Throws: a `RecordError` whose sentence goes on after the name of file and line.
  static func line(of text: Data) throws -> LogLine {
    _ = try schema(of: text)
    let line = try value(LogLine.self, of: text)
    if case .replicate(let replicate) = line.entry, let fault = replicate.impossibility {
      throw RecordError(.malformed, "is damaged (\(fault))")
    }
    return line
  }
}

/// Where lines come from: adds file, line and remedy to what is wrong with one.
private struct Source {
  let path: String
  let lineCount: Int
  let isTorn: Bool

  func reading<Value>(_ number: Int, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as RecordError {
      let remedy =
        isTorn && number == lineCount
        ? "run the same 'gradmark bench' again to go on without it, or delete the line"
        : "restore the file"
      throw RecordError(.malformed, "\(path), line \(number) \(error.description); \(remedy)")
    }
  }
}
