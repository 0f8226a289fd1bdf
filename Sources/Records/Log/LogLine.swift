/// A line of the log as it is written: an entry, the format's version, the moment, and the digest of the
/// line before, so that no line can be taken out or changed without all later ones showing it.
struct LogLine: Codable {
  var schema = Schema.current
  /// The SHA-256 of the line before, without its newline; 64 zeros for the first.
  var previous: String
  /// When it was written, by the raw clock in nanoseconds; `nil` in lines before 2.2.
  var clock: Int64?
  var entry: LogEntry

  /// What stands in place of a digest in the first line.
  static let origin = String(repeating: "0", count: 64)

  init(_ entry: LogEntry, previous: String, clock: Int64) {
    self.entry = entry
    self.previous = previous
    self.clock = clock
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case schema, previous, clock, plan, start, replicate, failure, interruption, quality
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.decode(Schema.self, forKey: .schema)
    previous = try container.decode(String.self, forKey: .previous)
    clock = try container.decodeIfPresent(Int64.self, forKey: .clock)
    let kinds = container.allKeys.filter { ![.schema, .previous, .clock].contains($0) }
    guard kinds.count == 1 else {
      throw RecordError(.malformed, "it holds \(kinds.count) entries in place of one")
    }
    switch kinds[0] {
    case .start: entry = .start(try container.decode(StartEntry.self, forKey: .start))
    case .replicate: entry = .replicate(try container.decode(Replicate.self, forKey: .replicate))
    case .failure: entry = .failure(try container.decode(FailureEntry.self, forKey: .failure))
    case .interruption:
      entry = .interruption(
        try container.decode(InterruptionEntry.self, forKey: .interruption))
    case .quality: entry = .quality(try container.decode(QualityEntry.self, forKey: .quality))
    default: entry = .plan(try container.decode(PlanEntry.self, forKey: .plan))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(previous, forKey: .previous)
    try container.encodeIfPresent(clock, forKey: .clock)
    switch entry {
    case .plan(let entry): try container.encode(entry, forKey: .plan)
    case .start(let entry): try container.encode(entry, forKey: .start)
    case .replicate(let entry): try container.encode(entry, forKey: .replicate)
    case .failure(let entry): try container.encode(entry, forKey: .failure)
    case .interruption(let entry): try container.encode(entry, forKey: .interruption)
    case .quality(let entry): try container.encode(entry, forKey: .quality)
    }
  }
}
