import Records

extension ReportModel {
  /// Numbers of ranks for which the model is told, and rates of wires in Gbit/s.
  private static let modelledCounts = [8, 32, 128, 1_024]
  private static let modelledGigabits = [10.0, 25, 100]

  /// What a model says of the cells that were measured, and of more ranks on usual wires.
  var rankModelBlocks: [ReportSection.Block] {
    let errors = modelledRanks.map { abs($0.error) }
    guard let largest = errors.max(), let usual = median(of: errors),
      let latency = median(of: modelledRanks.map(\.wire.latency))
    else { return [] }
    let count = Format.count(modelledRanks.count, "cell")
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

  /// The model against the measurement.
  var rankErrorTable: Table {
    Table(
      modelledRanks,
      columns: [
        Table.Column("network", .left) { $0.subject.label },
        Table.Column("batch") { Format.count($0.subject.batchSize) },
        Table.Column("ranks × threads", .left) { "\($0.team.ranks)×\($0.team.threads)" },
        Table.Column("measured", .right, .usual) { UnitLadder.seconds.text($0.measured) },
        Table.Column("model", .right, .usual) { UnitLadder.seconds.text($0.modelled) },
        Table.Column("error") { UnitLadder.percent.text($0.error) },
      ])
  }

  /// A row a case and rate: seconds of a step of more ranks, and how many times as fast as one process that is.
  var rankForecastTable: Table {
    let cases = modelledRanks.reduce(into: [ModelledRanks]()) { all, one in
      if !all.contains(where: { $0.subject == one.subject && $0.team.threads == one.team.threads })
      {
        all.append(one)
      }
    }
    let latency = median(of: modelledRanks.map(\.wire.latency)) ?? 0
    let rows = cases.flatMap { one in Self.modelledGigabits.map { (one, gigabits: $0) } }
    return Table(
      rows,
      columns: [
        Table.Column(
          "network", .left, titleAddition: ", batch",
          addition: { " \(Format.count($0.0.subject.batchSize))" }, text: { $0.0.subject.label }),
        Table.Column("batch", .right, .usual) { Format.count($0.0.subject.batchSize) },
        Table.Column("threads of a rank", .right, .usual) { "\($0.0.team.threads)" },
        Table.Column("Gbit/s") { Format.plain($0.gigabits) },
      ]
        + Self.modelledCounts.map { ranks in
          Table.Column(
            "\(Format.count(ranks)) ranks", .right,
            [Self.modelledCounts.first, Self.modelledCounts.last].contains(ranks)
              ? .essential : .usual
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
