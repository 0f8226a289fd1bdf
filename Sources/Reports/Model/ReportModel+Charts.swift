import Records

/// A chart of a run, as a file of the run's folder has it.
struct RunChart: Sendable, Equatable {
  /// What the file is called, without its ending.
  let name: String
  let chart: Chart
}

extension ReportModel {
  /// Every chart for which the run has the numbers, in the order in which they are best read.
  var charts: [RunChart] { answeringCharts + furtherCharts }

  /// Those that answer what a reader came for.
  var answeringCharts: [RunChart] {
    // A run over ranks is about these; any other has no such chart.
    Self.drawn([
      (
        "ranks",
        strongRankChart.map(Chart.plot) ?? rankDots.map(Chart.dots)
          ?? rankSpeedupChart.map(Chart.bars)
      ),
      ("ranks-weak", weakRankChart.map(Chart.plot)),
      ("scaling", speedupChart.map(Chart.bars)),
      ("throughput", throughputDots.map(Chart.dots) ?? throughputChart.map(Chart.plot)),
      ("libraries", peerChart.map(Chart.dots)),
      (Self.efficiencyChartName, efficiencyChart.map(Chart.plot)),
      ("quality", qualityChart.map(Chart.dots)),
    ])
  }

  /// Those that back them.
  var furtherCharts: [RunChart] {
    Self.drawn([
      ("size", sizeChart.map(Chart.plot)),
      ("steps", stepChart.map(Chart.ridges)), ("phases", phaseChart.map(Chart.bars)),
      ("roofline", rooflineChart.map(Chart.plot)),
    ])
  }

  private static func drawn(_ charts: [(name: String, chart: Chart?)]) -> [RunChart] {
    charts.compactMap { name, chart in chart.map { RunChart(name: name, chart: $0) } }
  }

  static let efficiencyChartName = "efficiency"

  /// The batch sizes, ascending; a series each, so that a colour means the same in every panel.
  var batchSizes: [Int] { Set(groups.map(\.batchSize)).sorted() }

  /// The groups of each network, in the model's order.
  var networks: [(name: String, groups: [CellGroup])] {
    var names: [String] = []
    for group in groups where !names.contains(group.label) { names.append(group.label) }
    return names.map { name in (name, groups.filter { $0.label == name }) }
  }

  /// For each network the group with the largest batch of which something was measured: what stands
  /// for the network where a chart has no room for all its batch sizes.
  var representatives: [CellGroup] {
    networks.compactMap { network in
      network.groups.last { $0.cells.contains { $0.measurement != nil } }
    }
  }

  /// The fewest threads, some between, and the most: those that stand for all where a chart has no
  /// room for more. Oversubscribed ones are left out.
  var exampleThreadCounts: [Int] {
    let counts = Set(cells.filter { !$0.cell.isOversubscribed }.map(\.cell.threads)).sorted()
    guard let first = counts.first, let last = counts.last else { return [] }
    return Set([first, counts[counts.count / 2], last]).sorted()
  }

  /// Threads along a horizontal axis: doubling is always equally long.
  var threadAxis: PlotChart.Axis {
    PlotChart.Axis(
      title: "threads", unit: .rate, isLogarithmic: true, ticks: threadCounts.map(Double.init))
  }

  /// The legend of series that are thread counts.
  func threadLegend(
    of counts: [Int], _ sign: (_ series: Int) -> Legend.Sign
  ) -> [Legend.Entry] {
    counts.map { Legend.Entry(sign: sign(threadSeries($0)), name: Self.threadsText($0)) }
  }

  /// `1 thread`, `2 threads`.
  static func threadsText(_ count: Int) -> String {
    Format.count(count, "thread")
  }
}

extension Measurement {
  /// The loop of fused multiply-adds on as many threads, flop/s; `nil` where it was not measured.
  var peakFlopsPerSecond: Double? {
    roofline?.peakFlopsPerSecond ?? peakShare.map { flopsPerSecond.value / $0.value }
  }
}
