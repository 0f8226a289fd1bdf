import Foundation

/// A run's log as it was read: its entries, and whether its chain holds.
public struct RunLog: Sendable, Equatable {
  /// The lines in the order in which they were written.
  public let lines: [Line]
  /// The format of the file; entries of older ones were upgraded.
  public let schema: Schema
  /// The SHA-256 of the last line: whoever knows it notices any later change.
  public let head: String
  /// Why the chain of digests does not hold, as a sentence; `nil` where it does.
  public let chainFault: String?

  /// An entry, and when it was written.
  public struct Line: Sendable, Equatable {
    /// What it says.
    public let entry: LogEntry
    /// The raw clock of that moment, in nanoseconds; it begins anew with every boot. `nil` in lines
    /// before 2.2, and in entries that were not written.
    public let clock: Int64?

    /// Creates a line.
    public init(_ entry: LogEntry, clock: Int64? = nil) {
      self.entry = entry
      self.clock = clock
    }
  }

  /// The entries in the order in which they were written.
  public var entries: [LogEntry] { lines.map(\.entry) }

  /// Whether the last line had been cut off, and was left out: a power failure or a full disk ends
  /// a log so, and what stands before is whole.
  public let isCutOff: Bool

  /// The head of a log that was written nowhere.
  package static let unwrittenHead = LogLine.origin

  /// Creates the log of a run that has left nothing, or a log for what was measured elsewhere.
  public init(entries: [LogEntry] = []) {
    self.init(lines: entries.map { Line($0) })
  }

  /// Creates a log of lines that were not read from a file.
  public init(lines: [Line]) {
    self.init(
      lines: lines, schema: .current, head: LogLine.origin, chainFault: nil, isCutOff: false)
  }

  private init(
    lines: [Line], schema: Schema, head: String, chainFault: String?, isCutOff: Bool
  ) {
    self.lines = lines
    self.schema = schema
    self.head = head
    self.chainFault = chainFault
    self.isCutOff = isCutOff
  }

  /// The log with one more entry that has not been written.
  public func appending(_ entry: LogEntry) -> RunLog {
    RunLog(
      lines: lines + [Line(entry)], schema: schema, head: head, chainFault: chainFault,
      isCutOff: isCutOff)
  }

  /// Parses a log.
  ///
  /// - Throws: a `RecordError` that names the line where one is damaged.
  init(parsing content: Data, path: String) throws {
    let text = LogText(content)
    let source = Source(path: path)
    guard let first = text.lines.first else {
      self.init(
        lines: [], schema: .current, head: LogLine.origin, chainFault: nil,
        isCutOff: text.isCutOff)
      return
    }
    let schema = try source.reading(1) { try RecordCoding.schema(of: first) }
    let lines: [Line]
    var fault: String?
    if schema.major == 1 {
      lines = try source.upgraded(text.lines).map { Line($0) }
      fault = "its lines were not chained when this was measured, so that a change would not show"
    } else {
      (lines, fault) = try source.chained(text.lines)
    }
    self.init(
      lines: lines, schema: schema, head: text.lines.last.map(sha256) ?? LogLine.origin,
      chainFault: fault, isCutOff: text.isCutOff)
  }
}

/// A log's bytes, line by line.
struct LogText {
  /// The whole lines, without their newlines.
  let lines: [Data]
  /// Whether something follows them that was cut off.
  let isCutOff: Bool

  init(_ content: Data) {
    var lines = content.split(separator: newline, omittingEmptySubsequences: false)
    // Nothing stands behind the last newline; a line without one counts where it is whole: no
    // proper prefix of a JSON object is JSON itself.
    let last = lines.removeLast()
    let isWhole = (try? JSONSerialization.jsonObject(with: last)) != nil
    isCutOff = !last.isEmpty && !isWhole
    self.lines = lines + (isWhole ? [last] : [])
  }
}

extension RecordCoding {
  /// Reads a line of today's format.
  ///
  /// - Throws: a `RecordError` whose sentence goes on after the name of file and line.
  static func line(of text: Data) throws -> LogLine {
    _ = try schema(of: text)
    let line = try value(LogLine.self, of: text)
    if let fault = line.entry.impossibility {
      if line.schema.isNewer { throw newer(line.schema) }
      throw RecordError(.malformed, "is damaged (\(fault))")
    }
    return line
  }

  /// Reads a line of the first format.
  ///
  /// - Throws: as `line(of:)`.
  static func firstSchemaRecord(of text: Data) throws -> FirstSchemaRecord {
    _ = try schema(of: text)
    let record = try value(FirstSchemaRecord.self, of: text)
    if let fault = record.impossibility {
      throw RecordError(.malformed, "is damaged (\(fault))")
    }
    return record
  }
}

/// Where lines come from: adds file, line and remedy to what is wrong with one.
private struct Source {
  let path: String

  /// The lines of a log of today's format, and why its chain does not hold.
  func chained(_ texts: [Data]) throws -> ([RunLog.Line], fault: String?) {
    var lines: [RunLog.Line] = []
    var head = LogLine.origin
    var fault: String?
    for (index, text) in texts.enumerated() {
      let line = try reading(index + 1) { try RecordCoding.line(of: text) }
      if line.previous != head, fault == nil {
        fault = "line \(index + 1) does not follow from the line before it"
      }
      head = sha256(text)
      lines.append(RunLog.Line(line.entry, clock: line.clock))
    }
    return (lines, fault)
  }

  /// The entries of a log of the first format.
  func upgraded(_ lines: [Data]) throws -> [LogEntry] {
    let records = try lines.enumerated().map { index, line in
      try reading(index + 1) { try RecordCoding.firstSchemaRecord(of: line) }
    }
    return try upgrade(records)
  }

  func reading<Value>(_ number: Int, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as RecordError {
      let remedy = error.kind == .newer ? "update it" : "restore the file"
      throw RecordError(error.kind, "\(path), line \(number) \(error.description); \(remedy)")
    }
  }
}
