import Records

extension ReportModel {
  /// Arithmetic against the size of the network, each with its largest batch; `nil` below two
  /// networks.
  var sizeChart: PlotChart? {
    let threads = [exampleThreadCounts.first, exampleThreadCounts.last].compactMap(\.self)
    let counts = Set(threads).sorted()
    let groups = representatives
    guard groups.count > 1 else { return nil }
    let above = groupsAbovePeak(groups, threads: counts)
    let lines = counts.flatMap { threads in
      [
        limit(of: groups, threads: threads, series: threadSeries(threads)),
        sizeLine(of: groups, above: above, threads: threads, series: threadSeries(threads)),
      ].compactMap(\.self)
    }
    let panels = [PlotChart.Panel(title: "", lines: lines)]
    return PlotChart(
      title: "Speed against the size of the network",
      description: "Useful arithmetic, each network with its largest batch. Dotted: the loop of "
        + "fused multiply-adds, the most that the machine can do. "
        + whiskerText(
          "95 % intervals, where longer than a dot", of: panels.estimates, "dot", lack: "blocks")
        + textAbovePeak(above),
      legend: Legend(
        threadLegend(of: counts) { .dot(series: $0) }
          + [Legend.Entry(sign: .rule(.limit), name: "FMA limit")]),
      horizontal: PlotChart.Axis(title: "parameters", unit: .rate, isLogarithmic: true),
      vertical: PlotChart.Axis(
        title: "arithmetic", unit: .flopsPerSecond, isLogarithmic: true),
      panels: panels)
  }

  private func sizeLine(
    of groups: [CellGroup], above: [CellGroup], threads: Int, series: Int
  ) -> PlotChart.Line? {
    let points = groups.compactMap { group in
      group.cell(threads: threads)?.measurement.map {
        PlotChart.Point(
          x: Double(group.parameterCount), y: $0.flopsPerSecond,
          label: threads == exampleThreadCounts.last ? chartLabel(of: group, above: above) : "")
      }
    }
    return points.isEmpty ? nil : PlotChart.Line(role: nil, series: series, points: points)
  }

  /// The median of the FMA peak loops over the networks.
  private func limit(of groups: [CellGroup], threads: Int, series: Int) -> PlotChart.Line? {
    let peaks = groups.compactMap { $0.cell(threads: threads)?.measurement?.peakFlopsPerSecond }
    let sizes = groups.map { Double($0.parameterCount) }
    guard let peak = median(of: peaks), let least = sizes.min(), let most = sizes.max() else {
      return nil
    }
    return PlotChart.Line(
      role: .limitOfSeries(series), series: nil,
      points: [least, most].map { PlotChart.Point(x: $0, y: Estimate(peak)) })
  }
}
