import Records

/// What is shown, before it has places: labels, numbers and their intervals.
enum Chart: Sendable, Equatable {
  /// One horizontal bar a value, in labelled groups.
  case bars(BarChart)
  /// One small line chart a network.
  case panels(PanelChart)
  /// Dots along one axis, in labelled groups of rows.
  case dots(DotChart)

  /// The chart as shapes.
  var drawing: Drawing {
    switch self {
    case .bars(let chart): chart.drawing
    case .panels(let chart): chart.drawing
    case .dots(let chart): chart.drawing
    }
  }

  /// The chart as a picture.
  var svg: String { drawing.svg }
}

/// Speed-ups as horizontal bars with a line at the ideal.
struct BarChart: Sendable, Equatable {
  let title: String
  let axisTitle: String
  /// What each bar's label is, above the labels.
  let labelTitle: String
  /// Where the ideal is.
  let ideal: Double
  let groups: [Group]

  /// The bars of one network.
  struct Group: Sendable, Equatable {
    let label: String
    let bars: [Bar]
  }

  /// One bar, or a label without one where nothing was measured.
  struct Bar: Sendable, Equatable {
    let label: String
    let series: Int
    let value: Estimate?
  }
}

/// Small line charts, one a panel, on logarithmic axes, each line with its ideal.
struct PanelChart: Sendable, Equatable {
  let title: String
  let horizontalTitle: String
  let verticalTitle: String
  /// The name of each series, by its index.
  let seriesNames: [String]
  let panels: [Panel]

  /// One panel.
  struct Panel: Sendable, Equatable {
    let title: String
    let lines: [Line]
  }

  /// One line: its points by ascending thread count.
  struct Line: Sendable, Equatable {
    let series: Int
    let points: [Point]
  }

  /// One point of a line.
  struct Point: Sendable, Equatable {
    let threads: Int
    let value: Estimate
    /// Drawn hollow: more threads than CPUs.
    let isOversubscribed: Bool
  }
}

/// Ratios as dots along a logarithmic axis, in rows.
struct DotChart: Sendable, Equatable {
  let title: String
  let axisTitle: String
  /// What it means to stand left and right of the reference.
  let lowTitle: String
  let highTitle: String
  /// What each row's note is, above the notes.
  let noteTitle: String
  /// Where all rows have a line.
  let reference: Double
  /// What a row's limit is.
  let limitName: String
  /// The name of each series, by its index.
  let seriesNames: [String]
  let groups: [Group]

  /// Rows that belong together.
  struct Group: Sendable, Equatable {
    let label: String
    let rows: [Row]
  }

  /// Dots of some series, of which the last is the foremost, and where their limit is.
  struct Row: Sendable, Equatable {
    let label: String
    let dots: [Dot]
    let limit: Double?
    let note: String
  }

  /// A ratio of one series.
  struct Dot: Sendable, Equatable {
    let series: Int
    let value: Estimate
  }
}

extension ReportModel {
  /// How the run scales: bars of speed-up for two thread counts, lines of throughput for more;
  /// `nil` where there is nothing to compare.
  var scalingChart: Chart? {
    switch threadCounts.count {
    case 0, 1: nil
    case 2: speedupBars.map(Chart.bars)
    default: throughputPanels.map(Chart.panels)
    }
  }

  /// The batch sizes, ascending; a series each, so that a colour means the same everywhere.
  private var batchSizes: [Int] { Set(groups.map(\.batchSize)).sorted() }

  private func series(_ batchSize: Int) -> Int { batchSizes.firstIndex(of: batchSize) ?? 0 }

  /// The groups of each network, in the model's order.
  private var networks: [(name: String, groups: [CellGroup])] {
    var names: [String] = []
    for group in groups where !names.contains(group.label) { names.append(group.label) }
    return names.map { name in (name, groups.filter { $0.label == name }) }
  }

  private var speedupBars: BarChart? {
    guard threadCounts.first == 1, let threads = threadCounts.last else { return nil }
    let bars = networks.map { network in
      BarChart.Group(
        label: network.name,
        bars: network.groups.map { group in
          BarChart.Bar(
            label: Format.count(group.batchSize), series: series(group.batchSize),
            value: group.cell(threads: threads)?.measurement?.speedup?.factor)
        })
    }
    guard bars.contains(where: { $0.bars.contains { $0.value != nil } }) else { return nil }
    return BarChart(
      title: "Speed-up with \(threads) threads",
      axisTitle: "speed-up against 1 thread (×), with 95 % interval", labelTitle: "batch",
      ideal: Double(threads),
      groups: bars)
  }

  private var throughputPanels: PanelChart? {
    let panels = networks.map { network in
      PanelChart.Panel(
        title: network.name,
        lines: network.groups.map { group in
          PanelChart.Line(series: series(group.batchSize), points: group.cells.compactMap(\.point))
        }.filter { !$0.points.isEmpty })
    }.filter { !$0.lines.isEmpty }
    guard !panels.isEmpty else { return nil }
    return PanelChart(
      title: "Throughput against threads", horizontalTitle: "threads",
      verticalTitle: "samples/s", seriesNames: batchSizes.map { "batch \(Format.count($0))" },
      panels: panels)
  }
}

extension CellResult {
  fileprivate var point: PanelChart.Point? {
    measurement.map {
      PanelChart.Point(
        threads: cell.threads, value: $0.samplesPerSecond,
        isOversubscribed: cell.isOversubscribed)
    }
  }
}
