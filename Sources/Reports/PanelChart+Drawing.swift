// Sizes are points of a page 480 wide: at 400 pixels the smallest letters still have 10.
private let pageWidth = 480.0
private let columnCount = 2
private let panelWidth = pageWidth / Double(columnCount)
private let panelHeight = 200.0

extension PanelChart {
  /// The chart as shapes: a legend and the panels, two in a row.
  var drawing: Drawing {
    let legend = legend
    let top = 34 + legend.height
    let panelRows = (panels.count + columnCount - 1) / columnCount
    var drawing = Drawing(
      width: pageWidth, height: top + Double(panelRows) * panelHeight + 6, title: title)
    drawing.text(title, 10, 22, .start, .title)
    legend.add(to: &drawing, x: 10, y: 44)
    for (index, panel) in panels.enumerated() {
      let frame = PanelFrame(
        panel: panel, x: Double(index % columnCount) * panelWidth,
        y: top + Double(index / columnCount) * panelHeight)
      frame.add(to: &drawing, horizontalTitle: horizontalTitle, verticalTitle: verticalTitle)
    }
    return drawing
  }

  /// The series, the ideal and what hollow dots are.
  private var legend: Legend {
    let points = panels.flatMap(\.lines).flatMap(\.points)
    return Legend(
      seriesNames.indices.map { .line(series: $0, seriesNames[$0]) } + [.ideal],
      long: points.contains(where: \.isOversubscribed) ? [.hollow("more threads than CPUs")] : [])
  }
}

/// A panel at its place on the page.
private struct PanelFrame {
  let panel: PanelChart.Panel
  let x: Double
  let y: Double

  private var left: Double { x + 52 }
  private var right: Double { x + panelWidth - 14 }
  private var plotTop: Double { y + 44 }
  private var plotBottom: Double { y + panelHeight - 42 }
  private var points: [PanelChart.Point] { panel.lines.flatMap(\.points) }

  private var horizontal: Scale {
    let counts = points.map { Double($0.threads) }
    return Scale(
      domain: (counts.min() ?? 1)...(counts.max() ?? 1), start: left + 6, end: right - 6,
      isLogarithmic: true)
  }

  private var verticalTicks: [Double] {
    let values = points.map(\.value.value) + panel.lines.flatMap { $0.ideal.map(\.value) }
    let bounds = points.compactMap(\.value.interval).flatMap { [$0.lowerBound, $0.upperBound] }
    let all = values + bounds
    return decimalTicks(around: (all.min() ?? 1)...(all.max() ?? 1))
  }

  private var vertical: Scale {
    let ticks = verticalTicks
    return Scale(
      domain: ticks[0]...ticks[ticks.count - 1], start: plotBottom, end: plotTop,
      isLogarithmic: true)
  }

  func add(to drawing: inout Drawing, horizontalTitle: String, verticalTitle: String) {
    drawing.text(panel.title, (left + right) / 2, y + 18, .middle, .title)
    drawing.text(verticalTitle, x + 10, y + 34)
    drawing.text(horizontalTitle, (left + right) / 2, plotBottom + 34, .middle)
    addAxes(to: &drawing)
    for line in panel.lines { add(line, to: &drawing) }
  }

  private func addAxes(to drawing: inout Drawing) {
    for tick in vertical.spaced(verticalTicks, by: 18) {
      drawing.line(left, vertical(tick), right, vertical(tick), .grid)
      drawing.text(UnitLadder.rate.wholeText(tick), left - 5, vertical(tick) + 4, .end)
    }
    let counts = Set(points.map(\.threads)).sorted().map(Double.init)
    for count in horizontal.spaced(counts, by: 20) {
      drawing.line(horizontal(count), plotBottom, horizontal(count), plotBottom + 4, .axis)
      drawing.text(Format.plain(count), horizontal(count), plotBottom + 17, .middle)
    }
    drawing.line(left, plotBottom, right, plotBottom, .axis)
  }

  private func add(_ line: PanelChart.Line, to drawing: inout Drawing) {
    if !line.ideal.isEmpty {
      let places = line.ideal.map { place($0.threads, $0.value) }
      drawing.marks.append(.path(places, .idealOfSeries(line.series)))
    }
    let places = line.points.map { place($0.threads, $0.value.value) }
    drawing.marks.append(.path(places, .series(line.series)))
    for (point, center) in zip(line.points, places) {
      if let interval = point.value.interval {
        let (low, high) = (vertical(interval.lowerBound), vertical(interval.upperBound))
        drawing.line(center.x, low, center.x, high, .interval)
      }
      drawing.marks.append(.dot(center, series: line.series, isHollow: point.isOversubscribed))
    }
  }

  private func place(_ threads: Int, _ value: Double) -> Drawing.Point {
    Drawing.Point(x: horizontal(Double(threads)), y: vertical(value))
  }
}

extension PanelChart.Line {
  /// One thread's throughput times the threads, as far as each thread has a CPU; empty where one
  /// thread was not measured.
  fileprivate var ideal: [(threads: Int, value: Double)] {
    guard let single = points.first, single.threads == 1 else { return [] }
    return points.filter { !$0.isOversubscribed }.map {
      ($0.threads, single.value.value * Double($0.threads))
    }
  }
}
