import Records

extension ReportModel {
  /// How fast ranks train, against one process: the same batch.
  var strongRankTable: Table {
    Table(
      rankCells,
      columns: Self.rankCoordinates + [
        Table.Column("samples/s") { UnitLadder.rate.valueText($0.measurement?.samplesPerSecond) },
        Table.Column("speed-up") { $0.speedupIntervalText },
        Table.Column("efficiency", .right, .usual) {
          UnitLadder.percent.valueText($0.measurement?.speedup?.efficiency)
        },
        Table.Column("against threads", .right, .usual) {
          $0.measurement?.againstThreads.map { UnitLadder.factor.text($0) } ?? Format.unknown
        },
        Table.Column("serial share", .right, .deep) {
          UnitLadder.percent.valueText($0.measurement?.speedup?.serialShare)
        },
        Table.Column("step", .right, .deep) {
          UnitLadder.seconds.text($0.measurement?.secondsPerStep)
        },
      ])
  }

  /// What ranks told each other, against what their connections allow.
  var exchangeTable: Table {
    func text(_ value: @escaping (RankExchange) -> String?) -> (CellResult) -> String {
      { $0.measurement?.exchange.flatMap(value) ?? Format.missing }
    }
    func rate(_ value: Double?) -> String? {
      value.map { UnitLadder.bytes.text($0) + "/s" }
    }
    return Table(
      rankCells.filter { $0.measurement != nil },
      columns: Self.rankCoordinates + [
        Table.Column("bytes a step", text: text { UnitLadder.bytes.wholeText($0.bytesPerStep) }),
        Table.Column("exposed", text: text { UnitLadder.percent.text($0.exposedShare) }),
        Table.Column(
          "of the ring", .right, .usual,
          text: text { $0.ringShare.map { UnitLadder.percent.text($0) } ?? Format.unknown }),
        Table.Column("bound by", .left, .usual, text: text { $0.bound?.rawValue }),
        Table.Column(
          "waits by rank", .right, .usual, text: text { UnitLadder.percent.text($0.waitRange) }),
        Table.Column(
          "bus bandwidth", .right, .deep, text: text { rate($0.busBandwidth) ?? Format.unknown }),
        Table.Column("all-reduce's", .right, .deep, text: text { rate($0.allReduceBandwidth) }),
        Table.Column(
          "ring shift", .right, .deep, text: text { rate($0.links?.ringBytesPerSecond) }),
        Table.Column(
          "latency", .right, .deep,
          text: text { $0.links.map { UnitLadder.seconds.text($0.latencyNanoseconds * 1e-9) } }),
        Table.Column(
          "messages a step", .right, .deep,
          text: text { UnitLadder.rate.wholeText($0.messagesPerStep) }),
      ])
  }

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
  }

  /// By what ranks were launched, and where they ran.
  private var launchSentence: String {
    guard let launch else { return "Who launched the ranks was not recorded." }
    let hosts = launch.hosts.map { host in
      "\(host.name.escapedForMarkdown) (\(Format.count(host.ranks.count)))"
    }.joined(separator: ", ")
    let count = launch.hosts.count
    return "Ranks of \(launch.engine.escapedForMarkdown), launched by `\(launch.launcher)` on "
      + (count == 1 ? "one host" : "\(Format.count(count)) hosts") + " with so many each: \(hosts)."
  }

  private var rankLegend: String {
    """
    - ranks × threads: processes that train together, and the threads of each; `*`: more than CPUs.
    - speed-up: the time of one process with one thread over this one's, from turns; efficiency: over ranks × \
    threads. Times are those of the first rank; clocks of hosts are never compared.
    - against threads: the time of one process with as many threads over this one's; — where that was not \
    measured.
    - bytes a step: what the busiest rank sends. exposed: the share of the first rank's time in which it only \
    waited for bytes to come and go; waits by rank: the least and the greatest of that.
    - of the ring: those bytes over that time, of the rank that waits least, against a shift round the ring of \
    the same ranks just before.
    - bound by: the largest of four times of a step: its arithmetic, its memory, its messages times the latency, \
    its bytes over the ring's rate.
    - weak efficiency: the time of one rank over that of several with as many times the batch; not from turns.

    """
  }

  /// Every cell of several ranks.
  private var rankCells: [CellResult] { ranked.flatMap(\.cells) }

  private static var rankCoordinates: [Table.Column<CellResult>] {
    [
      Table.Column("network", .left) { $0.cell.subject.label },
      Table.Column("batch") { Format.count($0.cell.subject.batchSize) },
      Table.Column("ranks × threads", .left) { $0.cell.threadsText },
    ]
  }
}
