import Records

/// A part of a run's page under a title of its own: what a README and a page for a browser share.
struct ReportSection: Sendable, Equatable {
  let title: String
  /// Whether a page for a browser shows the title alone until somebody asks for the rest.
  var isFolded = false
  let blocks: [Block]

  /// A piece of a section; texts are Markdown.
  enum Block: Sendable, Equatable {
    /// A sentence or a few.
    case paragraph(String)
    case table(Table)
    /// Lines that begin with `- `.
    case list(String)
    /// What only a page for a browser has, as HTML.
    case html(String)
  }

  /// The section in a README.
  var markdown: String {
    let unseen = unseenQuantities
    return "## \(title)\n\n"
      + blocks.map { $0.markdown(without: unseen) }.joined(separator: "\n")
  }

  /// What only a page for a browser has columns of, as it folds them out.
  private var unseenQuantities: Set<String> {
    let columns = blocks.flatMap { block -> [Table.Field] in
      if case .table(let table) = block { table.header } else { [] }
    }
    return Set(columns.map(\.quantity)).subtracting(
      columns.filter { $0.weight != .deep }.map(\.quantity))
  }
}

extension ReportSection.Block {
  /// The piece in a README, without the lines of a list that tell what columns mean which are not there.
  fileprivate func markdown(without quantities: Set<String>) -> String {
    switch self {
    case .paragraph(let text): text + "\n"
    case .table(let table): table.markdown
    case .list(let lines):
      lines.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
        guard let colon = line.firstIndex(of: ":") else { return true }
        return !quantities.contains(String(line[..<colon].trimmingPrefix("- ")))
      }.joined(separator: "\n")
    case .html: ""
    }
  }
}

extension ReportModel {
  /// What the run's page has under titles: tables, and what their columns mean.
  var sections: [ReportSection] {
    [
      ReportSection(title: "Failures", blocks: [.table(failureTable)]),
      // Of those alone that launched some.
      ReportSection(title: "Ranks", blocks: rankBlocks),
      ReportSection(
        title: "Throughput", blocks: measured(throughputTable) + [.list(throughputLegend)]),
      ReportSection(
        title: Self.peerTitle, blocks: [.table(peerRatioTable), .list(peerRatioLegend)]),
      ReportSection(title: "Scaling", blocks: scalingBlocks),
      ReportSection(
        title: "Time to quality", blocks: [.table(qualityTable), .list(qualityLegend)]),
      ReportSection(
        title: Self.peerCellTitle, isFolded: true,
        blocks: [.table(peerTable), .list(peerLegend)]),
      ReportSection(title: "From which size threads pay", isFolded: true, blocks: lawBlocks),
      ReportSection(
        title: "Steps, memory, results", isFolded: true,
        blocks: measured(stepTable) + [.list(stepLegend)]),
      ReportSection(
        title: "What really ran", isFolded: true,
        blocks: measured(participationTable) + [.list(participationLegend)]),
      ReportSection(
        title: "Disturbances", isFolded: true,
        blocks: measured(disturbanceTable) + [.list(disturbanceLegend)]),
      ReportSection(
        title: "Where the time goes", isFolded: true,
        blocks: [.table(phaseTable), .list(phaseLegend)]),
      ReportSection(title: "Machine", isFolded: true, blocks: [.table(machineTable)]),
      ReportSection(title: "Evidence", isFolded: true, blocks: [.table(evidenceTable)]),
    ].filter { !$0.isEmpty }
  }

  /// The cells that failed, with the reason.
  private var failureTable: Table {
    Table(
      failures,
      columns: [
        Table.Column("network", .left) { $0.cell.subject.label },
        Table.Column("batch") { Format.count($0.cell.subject.batchSize) },
        Table.Column("threads") { $0.cell.threadsText },
        Table.Column("failure", .left, tone: { _ in .bad }) { $0.failure ?? "" },
      ])
  }

  private var scalingBlocks: [ReportSection.Block] {
    scalingTable.rows.isEmpty
      ? []
      : [.paragraph(noiseSentence)] + measured(scalingTable)
        + [automaticSentence].compactMap(\.self).map(ReportSection.Block.paragraph)
        + [.list(scalingLegend)]
  }

  private var lawBlocks: [ReportSection.Block] {
    let tables = [lawTable, secondThreadTable, weakScalingTable].filter { !$0.rows.isEmpty }
    return tables.isEmpty ? [] : tables.map(ReportSection.Block.table) + [.list(lawLegend)]
  }

  /// The columns of a table that have a number, and a sentence about the others.
  private func measured(_ table: Table) -> [ReportSection.Block] {
    let (table, missing) = table.splittingMissing()
    let sentence = "Not measured in this run: \(missing.joined(separator: ", "))."
    return [.table(table)] + (missing.isEmpty ? [] : [.paragraph(sentence)])
  }

  private var evidenceTable: Table {
    let figures: [(title: String, value: String)] = [
      ("verified", cells.isEmpty ? Format.unknown : verifiedText),
      ("mean speed-up of all shared cells", scalingText),
      ("best throughput", bestThroughputText), ("most arithmetic", bestArithmeticText),
      (
        "noise floor within the session",
        noiseFloor.map { UnitLadder.percent.text($0.share) } ?? Format.missing
      ),
    ]
    return Self.factTable(
      (verified.isEmpty ? [] : figures) + [kerasCountsFact].compactMap(\.self) + evidence.facts)
  }

  private var machineTable: Table {
    let name =
      nickname?.escapedForMarkdown ?? "none, so that hosts of its kind cannot be told apart"
    var facts: [(title: String, value: String)] = [("name", name)]
    facts += machineFacts
    facts += [("measured", "\(dates.lowerBound) to \(dates.upperBound)"), ("seed", "\(plan.seed)")]
    facts += fileFacts
    facts.append(("pinning", plan.pinning))
    if let launch { facts.append(("ranks launched by", "`\(launch.launcher)`")) }
    facts.append(
      ("highest load average as a process ended", Format.loadAverage(highestLoadAverage)))
    return Self.factTable(facts)
  }

  /// All that the run's format records of machine and binary.
  var machineFacts: [(title: String, value: String)] {
    evidence.schema.major < Schema.current.major ? machine.facts : fingerprint.facts
  }

  private static func factTable(_ facts: [(title: String, value: String)]) -> Table {
    Table(
      facts,
      columns: [
        Table.Column("fact", .left) { $0.title }, Table.Column("value", .left) { $0.value },
      ])
  }
}

extension ReportSection {
  /// Whether its tables have no row.
  fileprivate var isEmpty: Bool {
    !blocks.contains { if case .table(let table) = $0 { !table.rows.isEmpty } else { false } }
  }
}
