import Records

extension ReportModel {
  /// How a step's time holds when the batch grows with the ranks.
  var weakRankTable: Table {
    Table(
      rankWeakScaling,
      columns: [
        Table.Column("network", .left) { $0.label },
        Table.Column("samples for each rank") { Format.count($0.samplesPerRank) },
        Table.Column("ranks × threads", .left) { "\($0.team.ranks)×\($0.team.threads)" },
        Table.Column("weak efficiency") { UnitLadder.percent.text($0.efficiency) },
      ])
  }

  /// The law of every case with so many numbers of ranks; no row where none is fitted.
  var rankLawTable: Table {
    Table(
      rankScaling.filter { $0.speedups.count >= ScalingFit.leastPoints },
      columns: [
        Table.Column("network", .left) { $0.subject.label },
        Table.Column("batch") { Format.count($0.subject.batchSize) },
        Table.Column("threads of a rank") { "\($0.threads)" },
        Table.Column("universal law over ranks", .left) { $0.universal.universalText },
      ])
  }

  /// The section about ranks, of runs that have some.
  var rankBlocks: [ReportSection.Block] {
    guard !ranked.isEmpty else { return [] }
    let tables = [strongRankTable, exchangeTable, weakRankTable, rankLawTable]
    return [.paragraph(launchSentence)]
      + tables.filter { !$0.rows.isEmpty }.map(ReportSection.Block.table) + [.list(rankLegend)]
      + rankPeerBlocks + rankModelBlocks
  }

  /// What libraries do over the same ranks; nothing where none took part.
  private var rankPeerBlocks: [ReportSection.Block] {
    guard !rankedPeers.isEmpty else { return [] }
    return [
      .paragraph(
        """
        Libraries over the same ranks, at equal and proven work, in turns with gradmark's; and whether the weights \
        after the same steps are the same bits with every number of ranks, of gradmark's and of theirs.
        """), .table(rankedPeerTable), .table(rankBitsTable), .list(peerLegend),
    ]
  }

  /// Of which engine ranks are, and where they ran; the command stands among the facts of the machine.
  private var launchSentence: String {
    guard let launch else { return "Who launched the ranks was not recorded." }
    let hosts = launch.hosts.map { host in
      "\(host.name.escapedForMarkdown) (\(Format.count(host.ranks.count)))"
    }.joined(separator: ", ")
    let count = launch.hosts.count
    return "Ranks of \(launch.engine.escapedForMarkdown) on "
      + (count == 1 ? "one host" : "\(Format.count(count)) hosts") + " with so many each: \(hosts)."
  }
}
