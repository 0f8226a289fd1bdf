import Records

extension ReportModel {
  /// The speed-up over workers, by ranks and by threads: a panel each network with its largest batch.
  var strongRankChart: PlotChart? {
    guard hasRankPanels else { return nil }
    let panels = rankPanels { own, ranked in
      let lines = [
        line(own.cells, Palette.threads(1)), line(ranked.flatMap(\.cells), Palette.ranks),
      ].compactMap(\.self)
      let most = lines.flatMap(\.points).map(\.x).max() ?? 1
      let ideal = PlotChart.Line(
        role: .ideal, series: nil,
        points: [1, most].map { PlotChart.Point(x: $0, y: Estimate($0)) })
      return [ideal] + lines
    }
    guard !panels.isEmpty else { return nil }
    return PlotChart(
      title: "What ranks bring, against threads",
      description:
        "How many times as fast as one process with one thread, by all workers together: as "
        + "threads of one process, and as ranks with threads each. "
        + whiskerText(
          "intervals that hold together", of: panels.estimates.measured, "point",
          lack: "pairs of blocks")
        + (rankDoubtSentence.map { " \($0)" } ?? ""),
      legend: Legend([
        Legend.Entry(sign: .line(series: Palette.threads(1)), name: "threads of one process"),
        Legend.Entry(
          sign: .dot(series: Palette.ranks),
          name: rankedThreads.count == 1
            ? "ranks of \(Self.threadsText(leastThreads))" : "ranks × threads"),
        Legend.Entry(sign: .rule(.ideal), name: "ideal"),
      ]),
      horizontal: PlotChart.Axis(
        title: "workers", unit: .rate, isLogarithmic: true, ticks: workerTicks),
      vertical: PlotChart.Axis(title: "speed-up", unit: .factor, isLogarithmic: true),
      panels: panels)
  }

  /// Whether a panel for each network tells more than numbers: two or three points are no curve.
  var hasRankPanels: Bool { workerTicks.count > 3 }

  /// What the most ranks with a CPU each bring: a bar each case; `nil` where a curve tells more, or dots beside those of
  /// threads, or the page's first sentence as much.
  var rankSpeedupChart: BarChart? {
    guard strongRankChart == nil, rankDots == nil, let answer = RankAnswer(of: self),
      answer.cases.count > 1
    else { return nil }
    func flops(_ one: RankAnswer.Case) -> Double {
      groups.first { $0.subject == one.subject }?.flopsPerStep ?? 0
    }
    let cases = answer.cases.sorted { flops($0) > flops($1) }
    return BarChart(
      title: "What \(answer.team) bring",
      description:
        "How many times as fast as one process with \(Self.threadsText(answer.team.threads)), the largest step "
        + "first; left of the line ranks are slower than that. "
        + whiskerText(
          "intervals that hold together with 95 %", of: answer.factors, "bar",
          lack: "pairs of blocks")
        + (rankDoubtSentence.map { " \($0)" } ?? ""),
      axisTitle: "speed against one process", labelTitle: "network, batch", unit: .factor,
      reference: BarChart.Reference(name: "one process", value: 1),
      // Bars of threads have another colour, and this one no other word on the page.
      legend: Legend([
        Legend.Entry(sign: .area(series: Palette.ranks), name: answer.team.description)
      ]),
      groups: [
        BarChart.Group(
          label: "",
          bars: cases.map { one in
            BarChart.Bar(
              label: "\(one.subject.label) \(Format.count(one.subject.batchSize))",
              parts: [
                BarChart.Part(
                  series: Palette.ranks, value: one.factor.value,
                  name: UnitLadder.factor.text(one.factor))
              ], interval: one.factor.interval, limit: nil,
              note: UnitLadder.factor.valueText(one.factor))
          })
      ])
  }

  /// The weak efficiency over ranks: a panel each network, a line each batch of a rank.
  var weakRankChart: PlotChart? {
    let names = rankWeakScaling.map(\.label).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let sizes = Set(rankWeakScaling.map(\.samplesPerRank)).sorted()
    let panels = names.map { name in
      PlotChart.Panel(
        title: name,
        lines: sizes.enumerated().compactMap { place, size in
          let rows = rankWeakScaling.filter {
            $0.label == name && $0.samplesPerRank == size && $0.team.threads == leastThreads
          }
          let points = rows.map {
            PlotChart.Point(x: Double($0.team.ranks), y: $0.efficiency)
          }
          return points.isEmpty
            ? nil
            : PlotChart.Line(
              role: .series(Palette.batch(place)), series: Palette.batch(place),
              points: [PlotChart.Point(x: 1, y: Estimate(1))] + points)
        })
    }.filter { !$0.lines.isEmpty }
    // Each line begins with one rank, which is 1 by definition; two or three points are no curve.
    guard panels.flatMap(\.lines).contains(where: { $0.points.count > 3 }) else { return nil }
    return PlotChart(
      title: "How steps hold as batch and ranks grow",
      description:
        "The time of one rank over that of several that have as many times the batch; 100 % is "
        + "ideal. The two were not measured in turn. "
        + whiskerText("95 % intervals", of: panels.estimates.measured, "point", lack: "blocks"),
      legend: Legend(
        sizes.enumerated().map {
          Legend.Entry(
            sign: .line(series: Palette.batch($0)), name: "\(Format.count($1)) samples a rank")
        }),
      horizontal: PlotChart.Axis(
        title: "ranks", unit: .rate, isLogarithmic: true,
        ticks: ([1] + ranked.map(\.ranks)).reduce(into: Set<Int>()) { $0.insert($1) }.sorted()
          .map(Double.init)),
      // Where a wire binds, all would lie at the foot of a linear axis.
      vertical: PlotChart.Axis(
        title: "weak efficiency", unit: .percent,
        isLogarithmic: panels.estimates.contains { $0.value < 0.1 }),
      panels: panels)
  }

  private var leastThreads: Int { rankedThreads.min() ?? 1 }

  /// The threads of a rank in cells that the charts show.
  private var rankedThreads: Set<Int> {
    Set(ranked.flatMap(\.cells).filter { !$0.cell.isOversubscribed }.map(\.cell.threads))
  }

  private var workerTicks: [Double] {
    Set(ownCells.filter { !$0.cell.isOversubscribed }.map(\.cell.team.workers)).sorted()
      .map(Double.init)
  }

  private func rankPanels(
    _ lines: (_ own: CellGroup, _ ranked: [CellGroup]) -> [PlotChart.Line]
  ) -> [PlotChart.Panel] {
    representatives.compactMap { own in
      let others = ranked.filter { $0.subject == own.subject }
      guard others.contains(where: { $0.cells.contains { $0.measurement?.speedup != nil } }) else {
        return nil
      }
      return PlotChart.Panel(
        title: "\(own.label), batch \(Format.count(own.batchSize))", lines: lines(own, others))
    }
  }

  private func line(_ cells: [CellResult], _ series: Int) -> PlotChart.Line? {
    let points = cells.filter { !$0.cell.isOversubscribed }.compactMap { result in
      result.measurement?.speedup.map { speedup in
        PlotChart.Point(
          x: Double(result.cell.team.workers), y: speedup.factor,
          // Where all ranks have as many threads, the axis tells how many ranks there are.
          label: result.cell.ranks == 1 || rankedThreads.count == 1 ? "" : result.cell.threadsText)
      }
    }
    guard !points.isEmpty else { return nil }
    // Ranks with other threads are no line.
    let isLine = Set(cells.map(\.cell.ranks)) == [1]
    return PlotChart.Line(role: isLine ? .series(series) : nil, series: series, points: points)
  }
}
