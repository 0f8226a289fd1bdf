import Records

extension ReportModel {
  /// How the times of steps spread: a row each network with its largest batch, the fewest threads upwards
  /// and the most downwards.
  var stepChart: RidgeChart? {
    let counts = [exampleThreadCounts.first, exampleThreadCounts.last].compactMap(\.self)
    let ends = Set(counts).sorted()
    let rows = representatives.reversed().compactMap { group -> RidgeChart.Row? in
      let steps = ends.compactMap { threads in
        (group.cell(threads: threads)?.measurement?.steps).map { (threads: threads, steps: $0) }
      }
      guard let last = steps.last?.steps else { return nil }
      return RidgeChart.Row(
        label: group.caseText,
        curves: steps.map {
          RidgeChart.Curve(series: threadSeries($0.threads), shares: $0.steps.spread.shares)
        }, note: UnitLadder.factor.text(last.seconds(99) / last.seconds(50)))
    }
    guard !rows.isEmpty else { return nil }
    return RidgeChart(
      title: "How far step times spread",
      description:
        "All timed steps by their time over the median, each network with its largest batch. "
        + "A narrow hill is a steady step; what lies far to the right is slow. The number is the 99th "
        + "percentile over the median, with the most threads. What lies beyond an end stands at it.",
      axisTitle: "time of a step / its median (×), log scale", noteTitle: "p99",
      legend: Legend(
        zip(ends, ["upwards", "downwards"]).map { threads, way in
          Legend.Entry(
            sign: .area(series: threadSeries(threads)),
            name: Self.threadsText(threads) + (ends.count > 1 ? ", \(way)" : ""))
        }), domain: StepSpread.domain, rows: rows)
  }
}
