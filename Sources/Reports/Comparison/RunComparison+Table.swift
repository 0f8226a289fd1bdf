import Records

extension RunComparison {
  /// One row a cell: the speed of each side, and each candidate's over the baseline's; below them the geometric mean
  /// of these, where there are several.
  var table: Table {
    let coordinates: [Table.Column<Row>] = [
      Table.Column(
        "network", .left, titleAddition: "/batch/\(teamTitle)",
        addition: { "/\($0.cell.subject.batchSize)/\($0.cell.threadsText)" },
        text: { $0.cell.subject.label }),
      Table.Column("batch", .right, .usual) { Format.count($0.cell.subject.batchSize) },
      Table.Column(teamTitle, .right, .usual) { $0.cell.threadsText },
    ]
    // On a telephone there is room for two runs and their ratio, without its interval; of more runs for the
    // ratios of the first three.
    let count = candidates.count
    let cells = Table(
      rows,
      columns: coordinates + [numbers("A", count < 3 ? .essential : .usual) { $0.baseline }]
        + candidates.indices.flatMap { index -> [Table.Column<Row>] in
          let ratio = { (row: Row) in row.entries[index].outcome.ratio }
          return [
            numbers(letter(index), count == 1 ? .essential : .usual) { $0.entries[index].cell },
            Table.Column(
              "\(letter(index)) / A", .right, index < 3 ? .essential : .usual,
              beginning: { ratio($0).map { UnitLadder.factor.valueText($0) } },
              text: { ratio($0).map { UnitLadder.factor.text($0) } ?? "" }),
          ] + verdicts(of: index)
        })
    return rows.count > 1 ? cells.adding(meanTexts) : cells
  }

  /// What stands below the columns of the table.
  private var meanTexts: [String: String] {
    candidates.indices.reduce(into: ["network": "mean"]) { texts, index in
      let mean = geometricMean(of: outcomes(of: index).compactMap(\.ratio?.value))
      texts["\(letter(index)) / A"] = mean.map { UnitLadder.factor.text($0) }
    }
  }

  /// The same for programs, unrounded; what is missing is empty. Where no cell is compared, but times to a
  /// quality, it has these.
  public var csv: String {
    if let qualityCSV { return qualityCSV }
    let coordinates: [Table.Column<Row>] = [
      Table.Column("batch_size") { "\($0.cell.subject.batchSize)" }
    ]
    let teams =
      (hasRanks ? [Table.Column<Row>("ranks") { "\($0.cell.team.ranks)" }] : []) + [
        Table.Column<Row>("threads") { "\($0.cell.threads)" },
        Table.Column<Row>("a_samples_per_second") {
          Format.plain($0.baseline.estimate(\.samplesPerSecond)?.value)
        },
      ]
    return Table(
      rows,
      columns: Table.Column<Row>.subject("model", among: rows) { $0.cell.subject } + coordinates
        + teams
        + candidates.indices.flatMap { index -> [Table.Column<Row>] in
          let name = letter(index).lowercased().replacing(" ", with: "_")
          let ratio = { (row: Row) in row.entries[index].outcome.ratio }
          return [
            Table.Column("\(name)_samples_per_second") {
              Format.plain($0.entries[index].cell?.estimate(\.samplesPerSecond)?.value)
            },
            Table.Column("\(name)_over_a") { Format.plain(ratio($0)?.value) },
            Table.Column("\(name)_over_a_low") { Format.plain(ratio($0)?.interval?.lowerBound) },
            Table.Column("\(name)_over_a_high") { Format.plain(ratio($0)?.interval?.upperBound) },
            Table.Column("\(name)_verdict", .left) {
              $0.entries[index].outcome.verdict?.rawValue ?? ""
            },
            Table.Column("\(name)_without_verdict", .left) {
              $0.entries[index].outcome.reason ?? ""
            },
          ]
        }
    ).csv
  }

  /// Whether several ranks train together in some cells.
  private var hasRanks: Bool { rows.contains { $0.cell.team.ranks > 1 } }

  /// What a cell has besides its network and batch.
  var teamTitle: String { hasRanks ? "ranks × threads" : "threads" }

  private func numbers(
    _ run: String, _ weight: Table.Weight, _ cell: @escaping (Row) -> SideCell?
  ) -> Table.Column<Row> {
    Table.Column("\(run) samples/s", .right, weight, titleBeginning: run) {
      UnitLadder.rate.valueText(cell($0)?.estimate(\.samplesPerSecond))
    }
  }

  /// What a candidate is in each cell; no column where the sentence above the table says it of all.
  private func verdicts(of index: Int) -> [Table.Column<Row>] {
    let floor = NoiseFloor.larger(baseline.noiseFloor, candidates[index].noiseFloor)?.share
    let column = Table.Column<Row>(
      "\(letter(index)) is", .left, .usual, tone: { $0.entries[index].outcome.tone },
      beginning: { $0.entries[index].outcome.verdict?.rawValue },
      text: { $0.entries[index].outcome.text(floor: floor) })
    return rows.allSatisfy { column.text($0).isEmpty } ? [] : [column]
  }
}

extension RunComparison.Relation {
  fileprivate func text(floor: Double?) -> String {
    switch self {
    case .compared(let ratio, let verdict):
      verdict.text(verdict.doubt(about: ratio, floor: floor, shortage: nil))
    case .incomparable(let reason): reason
    case .fewSessions(_, let base, let candidate): RunComparison.sessionClause(base, candidate)
    case .otherMachine, .absent: ""
    }
  }

  fileprivate var tone: Table.Tone {
    switch self {
    case .compared(_, let verdict): verdict.tone
    case .incomparable: .bad
    case .fewSessions, .otherMachine, .absent: .plain
    }
  }
}
