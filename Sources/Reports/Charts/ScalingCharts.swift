import Records

extension ReportModel {
  /// Throughput against threads: a panel each network, a line each batch size.
  var throughputChart: PlotChart? {
    guard hasPanels else { return nil }
    let above = networks.compactMap { network in
      groupsAbovePeak(network.groups, threads: threadCounts).last
    }
    let panels = networks.map { network in
      PlotChart.Panel(
        title: above.first { $0.label == network.name }.map { chartLabel(of: $0, above: above) }
          ?? network.name,
        lines: [nearLimit(of: network.groups)].compactMap(\.self)
          + network.groups.compactMap(idealThroughput) + network.groups.compactMap(throughput))
    }.filter { panel in panel.lines.contains { $0.series != nil } }
    guard !panels.isEmpty else { return nil }
    return PlotChart(
      title: "How throughput grows with threads",
      description: "The nearer a line is to its dashed ideal, one thread's throughput times the "
        + "threads, the better it scales. Dotted: what fused multiply-adds alone would allow; where "
        + "no dotted line is, that limit lies far above. "
        + whiskerText("95 % intervals", of: panels.estimates, "point", lack: "blocks")
        + textAbovePeak(above),
      legend: batchLegend(limit: "FMA limit"), horizontal: threadAxis,
      vertical: PlotChart.Axis(title: "samples/s", unit: .rate, isLogarithmic: true),
      panels: panels)
  }

  /// Efficiency against threads: a panel each network, a line each batch size.
  var efficiencyChart: PlotChart? {
    guard hasPanels else { return nil }
    let panels = networks.map { network in
      let lines = network.groups.compactMap(efficiency)
      return PlotChart.Panel(
        title: network.name,
        lines: lines.isEmpty
          ? []
          : [fullEfficiency, machineEfficiency(network.groups)].compactMap(\.self) + lines)
    }.filter { !$0.lines.isEmpty }
    guard !panels.isEmpty else { return nil }
    return PlotChart(
      title: "How much of each further thread arrives",
      description: "Speed-up over threads: 100 % is ideal. Dotted: what the machine allowed, by a "
        + "loop of fused multiply-adds on as many threads. "
        + whiskerText(
          "intervals that hold together", of: panels.estimates.measured, "point",
          lack: "pairs of blocks"),
      legend: batchLegend(limit: "the machine's"), horizontal: threadAxis,
      vertical: PlotChart.Axis(title: "efficiency", unit: .percent, isLogarithmic: false),
      panels: panels)
  }

  /// Whether a panel for each network tells more than numbers: two or three points are no curve.
  var hasPanels: Bool { threadCounts.count > 3 && threadCounts.first == 1 }

  private func series(_ group: CellGroup) -> Int {
    Palette.batch(batchSizes.firstIndex(of: group.batchSize) ?? 0)
  }

  private func batchLegend(limit: String) -> Legend {
    let hollow = Legend.Entry(
      sign: .dot(series: Palette.batch(0), isHollow: true), name: "more threads than CPUs")
    return Legend(
      batchSizes.enumerated().map {
        Legend.Entry(sign: .line(series: Palette.batch($0)), name: "batch \(Format.count($1))")
      } + [
        Legend.Entry(sign: .rule(.ideal), name: "ideal"),
        Legend.Entry(sign: .rule(.limit), name: limit),
      ] + (cells.contains { $0.cell.isOversubscribed } ? [hollow] : []))
  }

  private func throughput(of group: CellGroup) -> PlotChart.Line? {
    line(of: group) { $0.samplesPerSecond }
  }

  private func efficiency(of group: CellGroup) -> PlotChart.Line? {
    let line = line(of: group) { $0.speedup?.efficiency }
    return line.flatMap { $0.points.count > 1 ? $0 : nil }
  }

  private func line(
    of group: CellGroup, _ value: (Measurement) -> Estimate?
  ) -> PlotChart.Line? {
    let points = group.cells.compactMap { result in
      result.measurement.flatMap(value).map {
        PlotChart.Point(
          x: Double(result.cell.threads), y: $0, isHollow: result.cell.isOversubscribed)
      }
    }
    return points.isEmpty
      ? nil : PlotChart.Line(role: .series(series(group)), series: series(group), points: points)
  }

  /// One thread's throughput times the threads, as far as each thread has a CPU.
  private func idealThroughput(of group: CellGroup) -> PlotChart.Line? {
    guard let single = group.cell(threads: 1)?.measurement?.samplesPerSecond.value else {
      return nil
    }
    let points = group.cells.filter { !$0.cell.isOversubscribed }.map {
      PlotChart.Point(x: Double($0.cell.threads), y: Estimate(single * Double($0.cell.threads)))
    }
    return PlotChart.Line(role: .idealOfSeries(series(group)), series: nil, points: points)
  }

  /// The throughput of a step that does nothing but its arithmetic, at the FMA peak loop's speed; `nil` where
  /// it lies so far above that it would squeeze the lines.
  private func nearLimit(of groups: [CellGroup]) -> PlotChart.Line? {
    guard let group = groups.last, let flops = group.flopsPerStep else { return nil }
    let points = group.cells.compactMap { result in
      result.measurement?.peakFlopsPerSecond.map {
        PlotChart.Point(
          x: Double(result.cell.threads), y: Estimate($0 / flops * Double(group.batchSize)))
      }
    }
    let best = groups.flatMap(\.cells).compactMap(\.measurement?.samplesPerSecond.value).max() ?? 0
    guard let limit = points.map(\.y.value).max(), limit < 8 * best else { return nil }
    return PlotChart.Line(role: .limit, series: nil, points: points)
  }

  private var fullEfficiency: PlotChart.Line {
    PlotChart.Line(
      role: .ideal, series: nil,
      points: [threadCounts.first, threadCounts.last].compactMap(\.self).map {
        PlotChart.Point(x: Double($0), y: Estimate(1))
      })
  }

  /// The efficiency of the FMA peak loop, as the largest batch saw it.
  private func machineEfficiency(_ groups: [CellGroup]) -> PlotChart.Line? {
    let points = (groups.last?.cells ?? []).compactMap { result in
      result.measurement?.speedup?.ceiling.map {
        PlotChart.Point(
          x: Double(result.cell.threads), y: Estimate($0 / Double(result.cell.threads)))
      }
    }
    return points.count > 1 ? PlotChart.Line(role: .limit, series: nil, points: points) : nil
  }
}
