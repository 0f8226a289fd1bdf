import Records

extension ReportModel {
  /// How the times of steps spread: a panel each network with its largest batch, a line each thread
  /// count.
  var stepChart: PlotChart? {
    let counts = exampleThreadCounts
    let panels = representatives.map { group in
      PlotChart.Panel(
        title: "\(group.label), batch \(Format.count(group.batchSize))",
        lines: counts.enumerated().flatMap { series, threads in
          (group.cell(threads: threads)?.measurement?.steps).map {
            Self.spread($0, series: series)
          } ?? []
        })
    }.filter { !$0.lines.isEmpty }
    guard !panels.isEmpty else { return nil }
    return PlotChart(
      title: "How step times spread",
      description: "How many of the steps take no longer than a time. A steep line is a steady "
        + "step; a foot that runs far to the right is a tail of slow ones. Signs: p50 and p99.",
      legend: Legend(threadLegend(of: counts) { .line(series: $0) }),
      horizontal: PlotChart.Axis(title: "time of a step", unit: .seconds, isLogarithmic: true),
      vertical: PlotChart.Axis(
        title: "steps", unit: .percent, isLogarithmic: false, ticks: [0, 0.25, 0.5, 0.75, 1],
        domain: 0...1.02),
      panels: panels)
  }

  private static func spread(_ steps: StepDistribution, series: Int) -> [PlotChart.Line] {
    let points = steps.percentiles.map {
      PlotChart.Point(x: $0.seconds, y: Estimate($0.percent / 100))
    }
    let marked = [50.0, 99].map {
      PlotChart.Point(x: steps.seconds($0), y: Estimate($0 / 100))
    }
    return [
      PlotChart.Line(role: .series(series), series: nil, points: points),
      PlotChart.Line(role: nil, series: series, points: marked),
    ]
  }
}
