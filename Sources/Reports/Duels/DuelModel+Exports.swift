import Records

extension DuelModel {
  /// One row a cell, for spreadsheets: seconds and ratios with their bounds, empty where missing.
  public var csv: String {
    let columns: [Table.Column<Row>] = [
      Table.Column("batch_size") { "\($0.cell.subject.batchSize)" },
      Table.Column("threads") { "\($0.cell.threads)" },
      Table.Column("a_seconds_per_step") { Format.plain($0.base?.value) },
      Table.Column("b_seconds_per_step") { Format.plain($0.candidate?.value) },
      Table.Column("speed_ratio") { Format.plain($0.ratio?.value) },
      Table.Column("speed_ratio_low") { Format.plain($0.ratio?.interval?.lowerBound) },
      Table.Column("speed_ratio_high") { Format.plain($0.ratio?.interval?.upperBound) },
      Table.Column("process_pairs") { "\($0.pairs)" },
      Table.Column("same_bits", .left) { $0.hasSameBits.map { "\($0)" } ?? "" },
      Table.Column("verdict", .left) { $0.verdict?.rawValue ?? "" },
      Table.Column("failure", .left) { $0.failure ?? "" },
    ]
    let subject = Table.Column<Row>.subject("network", among: rows) { $0.cell.subject }
    return Table(rows, columns: subject + columns).csv
  }

  /// The duel as one JSON object; what is missing is `null`.
  ///
  /// - Throws: an `EncodingError` where a number is not finite.
  public var json: String { get throws { try RecordCoding.text(ExportedDuel(self)) + "\n" } }

  /// The duel in a form.
  ///
  /// - Throws: a `RecordError` for a form that takes one run alone, an `EncodingError` where a number is
  ///   not finite.
  public func text(as format: ReportFormat) throws -> String {
    switch format {
    case .markdown: return markdown(isBesideChart: false)
    case .csv: return csv
    case .json: return try json
    default:
      throw RecordError(
        .malformed,
        "\(name) is a duel, and \(format.rawValue) takes one run alone; use markdown, csv or json")
    }
  }
}

extension DuelModel {
  /// A table to paste into a message: machine, builds, answer, and a line for each network with its largest batch.
  public var shortTable: String {
    let sides = builds.map { "\($0.name): \($0.build.heading.escapedForMarkdown)" }
    let threads = Set(rows.map(\.cell.threads)).sorted()
    let cases = Dictionary(grouping: rows, by: \.cell.subject.label).values.compactMap { own in
      own.map(\.cell.subject).max { $0.batchSize < $1.batchSize }
    }
    let largest = rows.filter { cases.contains($0.cell.subject) }
    let subjects = largest.map(\.cell.subject).reduce(into: [BenchmarkCase]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let columns = threads.map { count in
      Table.Column<BenchmarkCase>("B / A, \(ReportModel.threadsText(count))") { subject in
        largest.first { $0.cell.subject == subject && $0.cell.threads == count }?.shortText
          ?? Format.missing
      }
    }
    let table = Table(
      subjects,
      columns: [
        Table.Column("network", .left) { "`\($0.label)`" },
        Table.Column("batch") { Format.count($0.batchSize) },
      ] + columns)
    return "\(machineText.escapedForMarkdown), \(dates.upperBound.prefix(10)). "
      + "\(sides.joined(separator: "; ")). \(summary)\n\n\(table.markdown)"
  }
}

extension DuelModel.Row {
  /// The ratio with its verdict, or that the cell failed.
  fileprivate var shortText: String {
    guard let ratio, let verdict else { return Format.failed }
    return "\(UnitLadder.factor.text(ratio)) \(verdict.rawValue)"
  }
}

/// A duel as others read it.
private struct ExportedDuel: Encodable {
  let outcome: String
  let exitStatus: Int32
  let summary: String
  let machine: String
  let builds: [String: Fingerprint.Build]
  let margin: Double
  let confidence: Double
  let turns: String
  @Nullable var noiseFloor: Double?
  @Nullable var geometricMeanOfRatios: Double?
  let cells: [ExportedRow]

  init(_ duel: DuelModel) {
    outcome = "\(duel.outcome)"
    exitStatus = duel.outcome.rawValue
    summary = duel.summary
    machine = duel.entry.machine.name
    builds = Dictionary(duel.builds.map { ($0.name, $0.build) }) { $1 }
    margin = duel.terms.margin
    confidence = duel.plan.duelLevel
    turns = duel.terms.turns.rawValue
    _noiseFloor = Nullable(wrappedValue: duel.noiseFloor?.share)
    _geometricMeanOfRatios = Nullable(
      wrappedValue: geometricMean(of: duel.compared.map(\.ratio.value)))
    cells = duel.rows.map(ExportedRow.init)
  }
}

private struct ExportedRow: Encodable {
  let subject: BenchmarkCase
  let threads: Int
  let processPairs: Int
  @Nullable var secondsPerStepOfA: ExportedEstimate?
  @Nullable var secondsPerStepOfB: ExportedEstimate?
  @Nullable var ratio: ExportedEstimate?
  @Nullable var hasSameBits: Bool?
  @Nullable var verdict: String?
  @Nullable var failure: String?

  init(_ row: DuelModel.Row) {
    subject = row.cell.subject
    threads = row.cell.threads
    processPairs = row.pairs
    _secondsPerStepOfA = ExportedEstimate.nullable(row.base)
    _secondsPerStepOfB = ExportedEstimate.nullable(row.candidate)
    _ratio = ExportedEstimate.nullable(row.ratio)
    _hasSameBits = Nullable(wrappedValue: row.hasSameBits)
    _verdict = Nullable(wrappedValue: row.verdict?.rawValue)
    _failure = Nullable(wrappedValue: row.failure)
  }
}
