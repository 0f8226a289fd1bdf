private let panelHeight = 178.0
private let singleHeight = 340.0
private let tickDistance = 20.0

extension PlotChart {
  /// The chart as shapes: a legend and the panels, two in a row; one alone has the whole width.
  var drawing: Drawing {
    let legendWidth = Drawing.pageWidth - 16
    let top = 32 + legend.height(width: legendWidth)
    let columns = panels.count > 1 ? 2 : 1
    let height = columns > 1 ? panelHeight : singleHeight
    let rows = (panels.count + columns - 1) / columns
    var drawing = Drawing(
      height: top + Double(rows) * height + 4, title: title, description: description)
    drawing.text(title, 8, 20, .start, .title)
    legend.add(to: &drawing, x: 8, y: 40, width: legendWidth)
    for (index, panel) in panels.enumerated() {
      let width = Drawing.pageWidth / Double(columns)
      PlotPanel(
        panel: panel, horizontal: horizontal, vertical: vertical,
        frame: PlotPanel.Frame(
          x: Double(index % columns) * width, y: top + Double(index / columns) * height,
          width: width, height: height)
      ).add(to: &drawing)
    }
    return drawing
  }
}

/// A panel with places on the page.
private struct PlotPanel {
  let panel: PlotChart.Panel
  let axes: (horizontal: PlotChart.Axis, vertical: PlotChart.Axis)
  let frame: Frame
  private let horizontal: Scale
  private let vertical: Scale
  private let horizontalTicks: [Double]
  private let verticalTicks: [Double]

  struct Frame {
    let x: Double
    let y: Double
    let width: Double
    let height: Double
  }

  init(
    panel: PlotChart.Panel, horizontal: PlotChart.Axis, vertical: PlotChart.Axis, frame: Frame
  ) {
    self.panel = panel
    axes = (horizontal, vertical)
    self.frame = frame
    let points = panel.lines.flatMap(\.points)
    let bounds = points.compactMap(\.y.interval).flatMap { [$0.lowerBound, $0.upperBound] }
    let top = frame.y + (panel.title.isEmpty ? 22 : 40)
    let up = vertical.scale(
      of: points.map(\.y.value) + bounds, from: frame.y + frame.height - 40, to: top
    ).withTickBelow(points.map(\.y.value), apart: tickDistance)
    self.vertical = up
    verticalTicks = vertical.ticks ?? up.ticks(apart: tickDistance)
    let labelWidth =
      verticalTicks.map { Drawing.width(of: vertical.unit.tickText($0)) }.max() ?? 0
    let right = horizontal.scale(
      of: points.map(\.x), from: frame.x + 14 + max(30, labelWidth),
      to: frame.x + frame.width - 20)
    self.horizontal = right
    horizontalTicks =
      horizontal.ticks.map { right.spaced($0, by: 24) } ?? right.ticks(apart: 46)
  }

  func add(to drawing: inout Drawing) {
    let middle = (horizontal.start + horizontal.end) / 2
    if !panel.title.isEmpty {
      // Bold letters are a tenth wider.
      let title = Drawing.shortened(panel.title, to: (frame.width - 8) / 1.1)
      drawing.text(title, frame.x + frame.width / 2, frame.y + 16, .middle, .panelTitle)
    }
    drawing.text(axes.vertical.heading, frame.x + 8, vertical.end - 9)
    drawing.text(axes.horizontal.heading, middle, vertical.start + 33, .middle)
    addAxes(to: &drawing)
    for line in panel.lines { addLine(line, to: &drawing) }
    for line in panel.lines { addPoints(of: line, to: &drawing) }
    addLabels(to: &drawing)
  }

  private func addAxes(to drawing: inout Drawing) {
    for tick in verticalTicks {
      let y = vertical(tick)
      drawing.line(horizontal.start, y, horizontal.end, y, .grid)
      drawing.text(axes.vertical.unit.tickText(tick), horizontal.start - 5, y + 4, .end)
    }
    for tick in horizontalTicks {
      let x = horizontal(tick)
      drawing.line(x, vertical.start, x, vertical.start + 4, .axis)
      drawing.text(axes.horizontal.unit.tickText(tick), x, vertical.start + 17, .middle)
    }
    drawing.line(horizontal.start, vertical.start, horizontal.end, vertical.start, .axis)
  }

  private func addLine(_ line: PlotChart.Line, to drawing: inout Drawing) {
    guard let role = line.role, line.points.count > 1 else { return }
    drawing.marks.append(.path(line.points.map(place), role))
  }

  private func addPoints(of line: PlotChart.Line, to drawing: inout Drawing) {
    guard let series = line.series else { return }
    for point in line.points {
      let center = place(point)
      if let (low, high) = whisker(point) {
        drawing.marks.append(.line(low, high, .intervalOfSeries(series)))
      }
      drawing.marks.append(
        .dot(center, series: series, isHollow: point.isHollow, tip: tip(of: point)))
    }
  }

  /// Last, so that no sign hides one.
  private func addLabels(to drawing: inout Drawing) {
    let points = panel.lines.filter { $0.series != nil }.flatMap(\.points)
    let labels = LabelPlacement.place(
      points.filter { !$0.label.isEmpty }.map { (shortened($0.label), place($0)) },
      around: points.map(place), whiskers: points.compactMap(whisker),
      besides: panel.lines.filter { $0.role != nil }.map { $0.points.map(place) },
      within: (horizontal.start...horizontal.end + 16, vertical.end - 6...vertical.start))
    drawing.marks += labels
  }

  /// A label that has room at one side of its point at least, wherever that is; a mark behind its name stays.
  private func shortened(_ label: String) -> String {
    let marks = [fewerProductsMark, aboveCeilingMark].map { " \($0)" }
    let mark = marks.first { label.hasSuffix($0) }
    let name = label.dropLast(mark?.count ?? 0)
    let room = 0.4 * (horizontal.end - horizontal.start) - Drawing.width(ofName: mark ?? "")
    return Drawing.shortened(String(name), to: room) + (mark ?? "")
  }

  private func tip(of point: PlotChart.Point) -> String {
    let (x, y) = (axes.horizontal.unit.tickText(point.x), axes.vertical.unit.text(point.y))
    let name = point.label.isEmpty ? "" : "\(point.label): "
    return "\(name)\(axes.vertical.title) \(y) at \(axes.horizontal.title) \(x)"
  }

  /// The ends of a point's whisker; `nil` where it has no interval.
  private func whisker(_ point: PlotChart.Point) -> (Drawing.Point, Drawing.Point)? {
    point.y.interval.map { interval in
      let x = horizontal(point.x)
      return (
        Drawing.Point(x: x, y: vertical(interval.lowerBound)),
        Drawing.Point(x: x, y: vertical(interval.upperBound))
      )
    }
  }

  private func place(_ point: PlotChart.Point) -> Drawing.Point {
    Drawing.Point(x: horizontal(point.x), y: vertical(point.y.value))
  }
}

extension PlotChart.Axis {
  /// What stands at the axis.
  fileprivate var heading: String { isLogarithmic ? "\(title), log scale" : title }

  fileprivate func scale(of values: [Double], from start: Double, to end: Double) -> Scale {
    let shown =
      domain
      ?? (isLogarithmic
        ? Scale.logarithmicDomain(of: values + (ticks ?? [])) : Scale.linearDomain(of: values))
    return Scale(domain: shown, start: start, end: end, isLogarithmic: isLogarithmic)
  }
}
