import Records

/// A run over ranks in a few lines: what one process does, and what ranks do.
extension ReportModel {
  /// A line for each network, with its largest batch that ranks trained: samples a second of one process and
  /// of up to three teams of ranks, and what holds the last of these up.
  var rankSummaryTable: Table {
    let teams = summaryTeams
    var columns = [
      Table.Column<RankRow>("network", .left) { "`\($0.subject.label)`" },
      Table.Column<RankRow>("batch") { Format.count($0.subject.batchSize) },
    ]
    columns += (summaryThreads + teams).map { team in
      Table.Column(team.description) {
        UnitLadder.rate.valueText($0.cell(team)?.measurement?.samplesPerSecond)
      }
    }
    if let last = teams.last { columns += rankColumns(of: last) }
    return Table(rankRows, columns: columns)
  }

  /// A case with all that trained it.
  private struct RankRow {
    let subject: BenchmarkCase
    /// Those of one process and of several.
    let groups: [CellGroup]

    func cell(_ team: Team) -> CellResult? {
      groups.lazy.flatMap(\.cells).first { $0.cell.team == team }
    }
  }

  private var rankRows: [RankRow] {
    let names = ranked.map(\.label).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return names.compactMap { name in
      let measured = ranked.filter {
        $0.label == name && $0.cells.contains { $0.measurement != nil }
      }
      return measured.max { $0.batchSize < $1.batchSize }.map { largest in
        RankRow(
          subject: largest.subject,
          groups: (groups + ranked).filter { $0.subject == largest.subject })
      }
    }
  }

  /// One process with one thread, and with the most that have a CPU each.
  private var summaryThreads: [Team] {
    cells.isEmpty ? [] : Set([1, mostThreads]).sorted().map { Team(threads: $0) }
  }

  /// The fewest workers in ranks, some, and the most; those with a CPU for each worker, where there are any.
  private var summaryTeams: [Team] {
    let measured = ranked.flatMap(\.cells).filter { $0.measurement != nil }.map(\.cell)
    let apart = measured.filter { !$0.isOversubscribed }
    let teams = Set((apart.isEmpty ? measured : apart).map(\.team)).sorted {
      ($0.workers, $0) < ($1.workers, $1)
    }
    guard let first = teams.first, let last = teams.last else { return [] }
    return teams.filter { [first, teams[teams.count / 2], last].contains($0) }
  }

  /// How the team stands against one thread and against libraries, and what holds it up.
  private func rankColumns(of team: Team) -> [Table.Column<RankRow>] {
    [
      Table.Column<RankRow>("speed-up", .left) {
        let text = UnitLadder.factor.text($0.cell(team)?.measurement?.speedup?.factor)
        return $0.cell(team)?.markedIfUndecided(text, floor: noiseFloor) ?? text
      },
      Table.Column("exposed") {
        ($0.cell(team)?.measurement?.exchange?.exposedShare).map { UnitLadder.percent.text($0) }
          ?? Format.unknown
      },
      Table.Column(Self.boundTitle, .left) {
        $0.cell(team)?.measurement?.exchange?.bound?.rawValue ?? Format.unknown
      },
    ]
      + comparedNames.map { name -> Table.Column<RankRow> in
        Table.Column(Self.ratioTitle(name)) { row in
          ratio(of: name, to: row, team)?.markedText ?? Format.unknown
        }
      }
  }

  private func ratio(of name: String, to row: RankRow, _ team: Team) -> PeerRatio? {
    rankedPeers.first {
      $0.library == name && $0.subject == row.subject && $0.ranks == team.ranks
    }?.cell(threads: team.threads)?.peerRatio
  }

  /// What marks in that table mean, as a sentence behind others; empty where it has none.
  var rankSummaryNote: String {
    guard let team = summaryTeams.last else { return "" }
    let isMarked = rankRows.contains { row in
      row.cell(team)?.isUndecided(floor: noiseFloor) == true
        || comparedNames.contains { ratio(of: $0, to: row, team)?.isUndecided == true }
    }
    return isMarked ? " \(undecidedMark): \(undecidedText)." : ""
  }
}
