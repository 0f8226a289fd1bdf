import Records

extension ReportModel {
  /// Arithmetic against its intensity, each network with its largest batch, under the machine's two
  /// limits; `nil` where these were not measured.
  ///
  /// - Source: as `Roofline`.
  var rooflineChart: PlotChart? {
    let threads = [exampleThreadCounts.first, exampleThreadCounts.last].compactMap(\.self)
    let counts = Set(threads).sorted()
    let above = groupsAbovePeak(representatives, threads: counts)
    let lines = counts.flatMap {
      rooflineLines(above: above, threads: $0, series: threadSeries($0))
    }
    guard !lines.isEmpty else { return nil }
    let panels = [PlotChart.Panel(title: "", lines: lines)]
    return PlotChart(
      title: "Roofline",
      description: "Under the slope the memory stream is the limit, under the flat part fused "
        + "multiply-adds. The intensity counts the bytes of a step that finds nothing in a cache, so "
        + "that small networks may lie above the slope. "
        + whiskerText(
          "95 % intervals, where longer than a dot", of: panels.estimates, "dot", lack: "blocks")
        + textAbovePeak(above),
      legend: Legend(
        threadLegend(of: counts) { .dot(series: $0) }
          + [Legend.Entry(sign: .rule(.limit), name: "what the machine allows")]),
      horizontal: PlotChart.Axis(
        title: "intensity, FLOP for each byte", unit: .rate, isLogarithmic: true),
      vertical: PlotChart.Axis(
        title: "arithmetic", unit: .flopsPerSecond, isLogarithmic: true),
      panels: panels)
  }

  /// The roof of a thread count, by the medians over the networks, and the points below it.
  private func rooflineLines(
    above: [CellGroup], threads: Int, series: Int
  ) -> [PlotChart.Line] {
    let cells = representatives.compactMap { group in
      group.cell(threads: threads)?.measurement.flatMap { measurement in
        measurement.roofline.map { (group: group, roof: $0, measurement: measurement) }
      }
    }
    guard let peak = median(of: cells.map(\.roof.peakFlopsPerSecond)),
      let memory = median(of: cells.map(\.roof.memoryBytesPerSecond))
    else { return [] }
    let ridge = peak / memory
    let intensities = cells.map(\.roof.intensity) + [ridge]
    let ends = (low: (intensities.min() ?? ridge) / 2, high: (intensities.max() ?? ridge) * 2)
    let roof = [ends.low, ridge, ends.high].map {
      PlotChart.Point(x: $0, y: Estimate(min(peak, $0 * memory)))
    }
    let points = cells.map { cell in
      PlotChart.Point(
        x: cell.roof.intensity, y: cell.measurement.flopsPerSecond,
        label: threads == exampleThreadCounts.last
          ? chartLabel(of: cell.group, above: above) : "")
    }
    return [
      PlotChart.Line(role: .limitOfSeries(series), series: nil, points: roof),
      PlotChart.Line(role: nil, series: series, points: points),
    ]
  }
}
