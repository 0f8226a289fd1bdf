import Records

extension ReportModel {
  /// Numbers of ranks for which the model is told, and rates of wires in Gbit/s.
  private static let modelledCounts = [8, 32, 128, 1_024]
  private static let modelledGigabits = [10.0, 25, 100]

  /// What a model says of the cells that were measured, and of more ranks on usual wires.
  var rankModelBlocks: [ReportSection.Block] {
    let roomy = modelledRanks.filter { !$0.cell.isOversubscribed }
    let judged = roomy.isEmpty ? modelledRanks : roomy
    let errors = judged.map { abs($0.error) }
    guard let largest = errors.max(), let usual = median(of: errors), let latency = wireLatency
    else { return [] }
    let count =
      Format.count(judged.count, "cell")
      + (judged.count < modelledRanks.count ? " with a CPU for each thread" : "")
    return [
      .paragraph(
        """
        A model, not a measurement: of \(count) it is off by \(UnitLadder.percent.text(usual)) in the median and \
        \(UnitLadder.percent.text(largest)) at most. It takes what one process needs for a step, the bytes that \
        ranks tell each other, and of the wire its rate and latency: those measured in this run for the first \
        table; for the second one full rates of 10, 25 and 100 Gbit/s, this run's latency of \
        \(UnitLadder.seconds.text(latency)), and hosts that all compute as fast as one process here. Not in it: \
        packing, batch statistics, and switches that are shared.
        """),
      .table(rankErrorTable), .table(rankForecastTable),
    ]
  }

  /// The latency that the page begins with: one number in both places.
  private var wireLatency: Double? { surroundings?.latency }

  /// The model against the measurement.
  var rankErrorTable: Table {
    Table(
      modelledRanks,
      columns: [
        Table.Column("network", .left) { $0.cell.subject.label },
        Table.Column("batch") { Format.count($0.cell.subject.batchSize) },
        Table.Column("ranks × threads", .left) { $0.cell.threadsText },
        Table.Column("measured", .right, .usual) { UnitLadder.seconds.text($0.measured) },
        Table.Column("model", .right, .usual) { UnitLadder.seconds.text($0.modelled) },
        Table.Column("error") { UnitLadder.percent.text($0.error) },
      ])
  }

  /// A row a case and rate: seconds of a step of more ranks, and how many times as fast as one process that is.
  var rankForecastTable: Table {
    let cases = modelledRanks.reduce(into: [ModelledRanks]()) { all, one in
      let isThere = all.contains {
        $0.cell.subject == one.cell.subject && $0.cell.threads == one.cell.threads
      }
      if !isThere { all.append(one) }
    }
    let latency = wireLatency ?? 0
    let rows = cases.flatMap { one in Self.modelledGigabits.map { (one, gigabits: $0) } }
    return Table(
      rows,
      columns: [
        Table.Column(
          "network", .left, titleAddition: ", batch",
          addition: { " \(Format.count($0.0.cell.subject.batchSize))" },
          text: { $0.0.cell.subject.label }),
        Table.Column("batch", .right, .usual) { Format.count($0.0.cell.subject.batchSize) },
        Table.Column("threads of a rank") { "\($0.0.cell.threads)" },
        Table.Column("Gbit/s") { Format.plain($0.gigabits) },
      ]
        + Self.modelledCounts.map { ranks in
          Table.Column(
            "\(Format.count(ranks)) ranks", .right,
            // A narrow page has four columns, and tells cases of several thread counts apart.
            ranks == Self.modelledCounts.last ? .essential : .usual
          ) {
            let model = $0.0.model
            let wire = RankModel.Wire(
              latency: latency, bytesPerSecond: $0.gigabits * 1e9 / 8)
            let seconds = model.leastSeconds(ranks: ranks, wire: wire)
            return UnitLadder.seconds.text(seconds) + " ("
              + UnitLadder.factor.text(model.secondsAlone / seconds) + ")"
          }
        })
  }
}
