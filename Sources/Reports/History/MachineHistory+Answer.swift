import Records

/// What a machine does: how fast it trains each network, and how that grows with threads.
extension MachineHistory {
  /// What its figures are from, oldest first, as the page over all runs has them.
  var measured: [ReportModel] { sessions.map(\.run).asSweeps }

  /// What its figures are from, as a clause.
  private var source: String {
    let count = measured.count
    guard let other = measured.last?.otherKind else {
      return count == 1 ? "its sweep" : "the medians over its \(count) sweeps"
    }
    return count == 1 ? "its session \(other)" : "the medians over its \(count) sessions \(other)"
  }

  /// How it scales, as a sentence; where sessions tell nothing of it, what the newest one says.
  var answer: String {
    guard let newest = measured.last else {
      guard let told = telling else { return "No session was measured." }
      let isNewest = told == sessions.last?.run
      let head = "Its newest session" + (isNewest ? "" : " on one host")
      let texts = [told.answer, told.surroundings?.sentence].compactMap(\.self)
      return "\(head), \(told.otherKind ?? "a sweep"): \(texts.joined(separator: " "))"
    }
    guard let kind = newest.otherKind else { return ownAnswer(of: newest) }
    // Another one than its session's own page begins with, which is of other cells.
    return [
      "Measured \(kind) alone: \(ownAnswer(of: newest).uncapitalizedFirst)", newest.asSweepText,
    ].compactMap(\.self).joined(separator: " ")
  }

  /// The same of figures of one kind.
  private func ownAnswer(of newest: ReportModel) -> String {
    guard measured.count > 1 else { return newest.answer }
    let parts = ScalingAnswer.Size.allCases.compactMap { size -> String? in
      measured.figure { run in run.scalingAnswer?.classes.first { $0.size == size }?.mean }.map {
        "\(size.rawValue) networks \(UnitLadder.factor.text(ofSessions: $0))"
          + (measured.doubtText { $0 == size }.map { " (\($0))" } ?? "")
      }
    }
    guard let threads = newest.scalingAnswer?.threads, !parts.isEmpty else {
      return newest.answer
    }
    return "With \(threads) threads, \(parts.joined(separator: " and ")) as fast as with one: "
      + "the median over \(counted(measured.count, "session")), and in brackets the least and the greatest."
  }

  /// The session that tells of a machine without figures of its own: the newest one, of those whose ranks had no
  /// wire between them, if there are such.
  private var telling: ReportModel? {
    (sessions.last { ($0.run.launch?.hosts.count ?? 1) == 1 } ?? sessions.last)?.run
  }

  /// The charts of its figures; those of the newest session where it has none.
  var answeringCharts: [Chart] {
    guard !measured.isEmpty else {
      return (telling?.answeringCharts ?? []).prefix(2).map(\.chart)
    }
    return [scalingChart.map(Chart.bars), throughputChart.map(Chart.dots)].compactMap(\.self)
  }

  /// What each network trains in a second, and how many times as fast that is as with one thread.
  var networkTable: Table {
    let columns: [Table.Column<String>] = [
      Table.Column("network", .left) { $0 },
      Table.Column("parameters", .right, .usual) { parameterText(of: $0) },
      Table.Column(
        "samples/s", .right,
        beginning: { UnitLadder.rate.valueText(ofSessions: throughput(of: $0)) },
        text: { UnitLadder.rate.text(ofSessions: throughput(of: $0)) }),
    ]
    let threads = mostThreads
    let scaling: [Table.Column<String>] = [
      Table.Column("largest batch") { name in
        representative(of: name).map { Format.count($0.batchSize) } ?? Format.unknown
      },
      Table.Column("its speed-up, \(threads) threads") { speedupText(of: $0, threads: threads) },
    ]
    return Table(networks, columns: columns + (threads < 2 ? [] : scaling))
  }

  private func parameterText(of network: String) -> String {
    representative(of: network).map { Format.count($0.parameterCount) } ?? Format.unknown
  }

  private func speedupText(of network: String, threads: Int) -> String {
    guard let group = representative(of: network) else { return Format.unknown }
    return group.cell(threads: threads)?.isShared == false
      ? CellResult.unshared : UnitLadder.factor.text(speedup(of: group.subject))
  }

  private var brackets: String {
    measured.count > 1
      ? "the least and the greatest session"
      : "an interval, which holds together with those of its page"
  }

  /// What the columns mean.
  var networkLegend: String {
    """
    - All figures are from \(source); in brackets \(brackets).\(measured.last?.asSweepText.map { " " + $0 } ?? "")
    - samples/s: at the fastest batch and thread count of the network.
    - \(CellResult.unshared): one worker took part by design, as the step is too short for two.

    """
  }

  /// What each session found, the newest first.
  func answerTable(_ link: @escaping (ReportModel) -> String) -> Table {
    Table(
      sessions.reversed(),
      columns: [
        Table.Column("session", .left) { link($0.run) },
        // Ranks without their wire would tell nothing.
        Table.Column("what it found", .left) { session in
          [session.run.answer, session.run.surroundings?.sentence].compactMap(\.self)
            .joined(separator: " ")
        },
      ])
  }

  private var mostThreads: Int { measured.map(\.mostThreads).max() ?? 1 }

  /// The names of the networks, the smallest first.
  private var networks: [String] {
    let sizes = measured.flatMap(\.groups).reduce(into: [String: Int]()) {
      $0[$1.label] = $1.parameterCount
    }
    return sizes.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
  }

  private func throughput(of network: String) -> Estimate? {
    measured.figure { $0.bestThroughput(of: network) }
  }

  /// The network with its largest batch, of the newest session that has it.
  private func representative(of network: String) -> CellGroup? {
    measured.reversed().lazy.flatMap(\.representatives).first { $0.label == network }
  }

  /// The speed-up of a case: of one session with its own interval, else the median over sessions.
  private func speedup(of subject: BenchmarkCase) -> Estimate? {
    let factors = measured.compactMap { run in
      run.groups.first { $0.subject == subject }?.cell(threads: mostThreads)?.measurement?.speedup?
        .factor
    }
    return factors.count == 1
      ? factors[0]
      : Estimate(medianOf: factors.map(\.value))
  }

  /// The speed-up of each network whose work is shared, with its largest batch.
  private var scalingChart: BarChart? {
    let threads = mostThreads
    let groups = networks.compactMap(representative).filter {
      $0.cell(threads: threads)?.isShared == true
    }.sorted { ($0.flopsPerStep ?? 0) > ($1.flopsPerStep ?? 0) }
    let bars = groups.compactMap { group -> BarChart.Bar? in
      guard let factor = speedup(of: group.subject) else { return nil }
      return BarChart.Bar(
        label: group.caseText,
        parts: [
          BarChart.Part(
            series: Palette.threads(2), value: factor.value, name: UnitLadder.factor.text(factor))
        ], interval: factor.interval, limit: nil, note: UnitLadder.factor.valueText(factor))
    }
    guard threads > 1, !bars.isEmpty else { return nil }
    return BarChart(
      title: "How much \(threads) threads bring",
      description:
        "How many times as fast \(threads) threads are as one, each network with its largest batch, the largest "
        + "step first; from \(source). \(whiskers(of: bars.map { $0.interval != nil }))"
        + " Networks whose steps one worker makes alone are left out.",
      axisTitle: "speed-up against 1 thread", labelTitle: "network, batch", unit: .factor,
      reference: BarChart.Reference(name: "ideal", value: Double(threads)), legend: Legend([]),
      groups: [BarChart.Group(label: "", bars: bars)])
  }

  /// The throughput of each network.
  private var throughputChart: DotChart? {
    let rows = networks.reversed().compactMap { name in
      throughput(of: name).map {
        DotChart.Row(
          label: name, dots: [DotChart.Dot(series: Palette.threads(2), value: $0)], limit: nil,
          note: UnitLadder.rate.valueText(ofSessions: $0))
      }
    }
    guard !rows.isEmpty else { return nil }
    return DotChart(
      title: "How many samples a second each network trains",
      description: "At the fastest batch and thread count, from \(source)."
        + (measured.count > 1 ? " Whiskers go from the least session to the greatest." : ""),
      axisTitle: "samples/s", unit: .rate, noteTitle: "best", reference: nil, legend: Legend([]),
      groups: [DotChart.Group(label: "", rows: rows)])
  }

  private func whiskers(of isThere: [Bool]) -> String {
    guard isThere.contains(true) else {
      return "There are no whiskers, as there are too few blocks."
    }
    return measured.count > 1
      ? "Whiskers go from the least session to the greatest."
      : "Whiskers are intervals that hold together with 95 %."
  }
}

extension Estimate {
  /// The median of figures of sessions, with the least and the greatest where there are several; `nil` where
  /// there is none.
  init?(medianOf values: [Double]) {
    guard let middle = median(of: values), let least = values.min(), let most = values.max() else {
      return nil
    }
    self = values.count > 1 ? Estimate(middle, (least, most)) : Estimate(middle)
  }
}

extension [ReportModel] {
  /// A figure of sessions: the median over those that have it, with the least and the greatest.
  func figure(_ number: (ReportModel) -> Double?) -> Estimate? {
    Estimate(medianOf: compactMap(number))
  }
}
