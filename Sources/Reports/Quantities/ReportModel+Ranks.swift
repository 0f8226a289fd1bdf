import Records

extension ReportModel {
  /// How fast ranks train, against one process: the same batch.
  var strongRankTable: Table {
    table(
      [
        samplesPerSecond(.row(.essential)), speedup(.row(.essential)), efficiency(.row(.usual)),
      ] + rankQuantities + [serialShare(.row(.deep)), secondsPerStep(.row(.deep))],
      of: rankCells, team: Self.teamColumn, missing: Format.missing)
  }

  /// What ranks told each other, against what their connections allow.
  var exchangeTable: Table {
    table(
      exchangeQuantities, of: rankCells.filter { $0.numbers != nil }, team: Self.teamColumn,
      missing: Format.missing)
  }

  /// What the columns of both mean.
  var rankLegend: String {
    """
    - ranks × threads: processes that train together, and the threads of each; `*`: more than CPUs.
    - speed-up: the time of one process with one thread over this one's, the median over turns, and so not the \
    quotient of two numbers of samples/s; efficiency: over ranks × \
    threads. Times are those of the first rank; clocks of hosts are never compared.

    """ + legend(rankQuantities + exchangeQuantities) + """
      - weak efficiency: the time of one rank over that of several with as many times the batch; not from turns.

      """
  }

  /// How many processes trained together.
  var rankCount: Quantity {
    Quantity(
      title: "ranks", span: nil, isRecorded: !ranked.isEmpty,
      fields: [
        ReportedField(columns: ["ranks"], key: "ranks") { .count(Int64($0.result.cell.ranks)) }
      ],
      text: { "\($0.result.cell.ranks)" })
  }

  /// What is told of ranks besides what is told of threads.
  var rankQuantities: [Quantity] {
    [
      Quantity(
        title: "against threads", span: .row(.usual),
        legend: """
          against threads: the time of one process with as many threads over this one's; \
          \(Format.unknown) where that was not measured.
          """, isRecorded: !ranked.isEmpty,
        fields: [
          .estimate("time_of_threads_over_ranks", "timeOfThreadsOverRanks") { $0.againstThreads }
        ],
        text: {
          $0.numbers?.againstThreads.map { UnitLadder.factor.text($0) } ?? Format.unknown
        })
    ]
  }

  /// What ranks told each other.
  var exchangeQuantities: [Quantity] {
    [
      exchanged(
        "bytes a step", .essential, column: "bytes_per_step", key: "bytesPerStep",
        legend: "bytes a step: what the busiest rank sends.", { $0.bytesPerStep },
        text: { UnitLadder.bytes.wholeText($0) }),
      exchange(
        "exchange", .usual, alignment: .left,
        legend: """
          exchange: whether partial sums are handed on from rank to rank (chain), or samples are told and each \
          rank sums blocks of its own (blocks), or all of them (samples); — where each makes its steps by itself.
          """,
        fields: [.word("exchange", "exchange.way") { $0.exchange?.step?.exchange.rawValue }]
      ) { $0.step?.exchange.rawValue ?? Format.unknown },
      exchanged(
        "by formula", .deep, column: "formula_bytes_per_step", key: "formulaBytesPerStep",
        { $0.formulaBytesPerStep }, text: { UnitLadder.bytes.wholeText($0) }),
      exchanged(
        "exposed", .essential, column: "exposed_share", key: "exposedShare",
        legend: """
          exposed: the share of the first rank's time in which it only waited for bytes to come and go.
          """, { $0.exposedShare }, text: { UnitLadder.percent.text($0) }),
      exchanged(
        "of the ring", .usual, column: "ring_share", key: "ringShare",
        legend: """
          of the ring: the share of a step in which its bytes would travel at the rate of a shift round the \
          ring of the same ranks just before; 100 % where the wire alone binds.
          """, { $0.ringShare }, text: { UnitLadder.percent.text($0) }),
      exchanged(
        "overlap", .deep, column: "overlap_share", key: "overlapShare",
        legend: """
          overlap: the share of that time in which the rank that waits least computes as well.
          """, { $0.overlap }, text: { UnitLadder.percent.text($0) }),
      exchange(
        Self.boundTitle, .usual, alignment: .left,
        legend: """
          bound by: the largest of four times of a step: its arithmetic, its memory, its messages times \
          the latency, its bytes over the ring's rate.
          """,
        fields: [.word("ranks_bound", "exchange.bound") { $0.exchange?.bound?.rawValue }]
      ) { $0.bound?.rawValue ?? Format.missing },
      exchange(
        "waits by rank", .deep,
        legend:
          "waits by rank: the least and the greatest share of a rank's time in which it only waited.",
        fields: [
          ReportedField(
            columns: ["least_wait_share", "greatest_wait_share"], key: "exchange.waitRange"
          ) { $0.exchange.map { .range($0.waitRange) } }
        ]
      ) { UnitLadder.percent.text($0.waitRange) },
      exchanged(
        "bus bandwidth", .deep, column: "bus_bytes_per_second", key: "busBytesPerSecond",
        { $0.busBandwidth }, text: Self.rateText),
      exchanged(
        "all-reduce's", .deep, column: "all_reduce_bus_bytes_per_second",
        key: "allReduceBusBytesPerSecond", { $0.allReduceBandwidth }, text: Self.rateText),
      exchanged(
        "ring shift", .deep, column: "ring_bytes_per_second", key: "ringBytesPerSecond",
        { $0.links?.ringBytesPerSecond }, text: Self.rateText),
      exchanged(
        "latency", .deep, column: "latency_seconds", key: "latencySeconds",
        { $0.links.map { $0.latencyNanoseconds * 1e-9 } }, text: { UnitLadder.seconds.text($0) }),
      exchanged(
        "messages a step", .deep, column: "messages_per_step", key: "messagesPerStep",
        { $0.messagesPerStep }, text: { UnitLadder.rate.wholeText($0) }),
      exchange(
        "of the exchange", nil,
        fields: [
          Self.field("exposed_seconds_per_step", "exposedSecondsPerStep") { $0.exposedSeconds },
          Self.field("all_reduce_seconds", "allReduceSeconds") {
            $0.links.map { $0.allReduceNanoseconds * 1e-9 }
          },
        ]
      ) { _ in Format.missing },
    ]
  }

  /// A number of an exchange: its text, or a line where there is nothing to measure.
  private func exchanged(
    _ title: String, _ weight: Table.Weight, column: String, key: String, legend: String? = nil,
    _ value: @escaping (RankExchange) -> Double?, text: @escaping (Double) -> String
  ) -> Quantity {
    exchange(title, weight, legend: legend, fields: [Self.field(column, key, value)]) {
      value($0).map(text) ?? Format.unknown
    }
  }

  private func exchange(
    _ title: String, _ weight: Table.Weight?, alignment: Table.Alignment = .right,
    legend: String? = nil, fields: [ReportedField], _ text: @escaping (RankExchange) -> String
  ) -> Quantity {
    Quantity(
      title: title, span: weight.map { .row($0) }, alignment: alignment, legend: legend,
      isRecorded: !ranked.isEmpty, fields: fields, text: { $0.exchange.map(text) })
  }

  private static func field(
    _ column: String, _ key: String, _ value: @escaping (RankExchange) -> Double?
  ) -> ReportedField {
    .number(column, "exchange.\(key)") { $0.exchange.flatMap(value) }
  }

  private static func rateText(_ rate: Double) -> String { UnitLadder.bytes.text(rate) + "/s" }

  /// The column that tells which limit binds, in short tables, too.
  static let boundTitle = "bound by"

  /// Every cell of several ranks.
  private var rankCells: [ReportedCell] {
    ranked.flatMap { group in
      group.cells.map { ReportedCell(group: group, result: $0, floor: noiseFloor) }
    }
  }

  static var teamColumn: Table.Column<ReportedCell> {
    Table.Column("ranks × threads", .left) { $0.result.cell.threadsText }
  }
}

extension ReportedCell {
  fileprivate var exchange: RankExchange? { numbers?.exchange }
}
