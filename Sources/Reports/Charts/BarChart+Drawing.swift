private let narrowLabels = 96.0
private let indent = 26.0
private let rowHeight = 17.0
private let barHeight = 11.0
private let groupGap = 8.0
private let bottom = 42.0
private let footnoteHeight = 15.0

extension BarChart {
  /// The chart as shapes: labels, bars with whiskers, notes; the reference as a dashed line.
  var drawing: Drawing { BarDrawing(chart: self).drawing }
}

/// A bar chart with places on a page.
private struct BarDrawing {
  let chart: BarChart
  private let top: Double
  private let plotBottom: Double
  private let scale: Scale
  /// Whether a group's label has a row of its own, being too long to stand beside the bars.
  private let isLabelAbove: Bool
  /// The width of the longest label of a bar that has room beside it; others have a row above their bar.
  private let widestBeside: Double
  private let footnote: [String]

  init(chart: BarChart) {
    self.chart = chart
    let bars = chart.groups.flatMap(\.bars)
    let widths = bars.map { Drawing.width(ofName: $0.label) }
    let widest = max(16, widths.max() ?? 0)
    let note = bars.map { Drawing.width(of: $0.note) }.max() ?? 0
    let end = Drawing.pageWidth - 14 - note
    // Bars are what a chart is about: they keep half of its width.
    let latestStart = end - Drawing.pageWidth / 2
    let isLabelAbove =
      narrowLabels + widest > latestStart
      || chart.groups.contains { Drawing.width(ofName: $0.label) > narrowLabels - 20 }
    let fitting = widths.filter { indent + $0 <= latestStart }
    let widestBeside = isLabelAbove ? fitting.max().map { max(16, $0) } ?? 0 : widest
    self.isLabelAbove = isLabelAbove
    self.widestBeside = widestBeside
    let values = bars.flatMap { bar in
      [bar.parts.reduce(0) { $0 + $1.value }, bar.interval?.upperBound, bar.limit]
        .compactMap(\.self)
    }
    scale = Scale(
      domain: Scale.linearDomain(of: values + [chart.reference?.value].compactMap(\.self)),
      start: (isLabelAbove ? indent : narrowLabels) + widestBeside,
      end: end, isLogarithmic: false)
    footnote = Drawing.lines(of: chart.footnote, width: Drawing.pageWidth - 16)
    top = 58 + chart.legend.height(width: Drawing.pageWidth - 16)
    plotBottom = chart.groups.reduce(top) { bottom, group in
      let above = group.bars.count { Drawing.width(ofName: $0.label) > widestBeside }
      return bottom + Double(group.bars.count + above) * rowHeight + groupGap
        + (isLabelAbove ? rowHeight : 0)
    }
  }

  var drawing: Drawing {
    var drawing = Drawing(
      height: plotBottom + bottom + Double(footnote.count) * footnoteHeight, title: chart.title,
      description: chart.description)
    drawing.text(chart.title, 8, 20, .start, .title)
    chart.legend.add(to: &drawing, x: 8, y: 40, width: Drawing.pageWidth - 16)
    // Names may be shorter than what they are called.
    let titleEnd = max(scale.start - 6, 8 + Drawing.width(of: chart.labelTitle))
    drawing.text(chart.labelTitle, titleEnd, top - 8, .end)
    addAxis(to: &drawing)
    var y = top + groupGap / 2
    for group in chart.groups {
      drawing.text(
        Drawing.shortened(group.label, to: Drawing.pageWidth - 16), 8, y + rowHeight - 4)
      let isBeside = group.bars.allSatisfy { Drawing.width(ofName: $0.label) <= widestBeside }
      if isLabelAbove {
        y += rowHeight
        if isBeside {
          addGrid(to: &drawing, from: y, to: y + Double(group.bars.count) * rowHeight)
        }
      }
      for bar in group.bars {
        addLabel(of: bar, to: &drawing, y: &y)
        if !isBeside { addGrid(to: &drawing, from: y, to: y + rowHeight) }
        add(bar, to: &drawing, y: y)
        y += rowHeight
      }
      y += groupGap
    }
    for (index, line) in footnote.enumerated() {
      drawing.text(
        line, 8, plotBottom + bottom + (Double(index) + 0.6) * footnoteHeight, .start, .note)
    }
    // Last, so that no bar hides it.
    if let reference = chart.reference { add(reference, to: &drawing) }
    return drawing
  }

  /// A dashed line through all rows but those whose label is so long that it would run through it.
  private func add(_ reference: BarChart.Reference, to drawing: inout Drawing) {
    let place = scale(reference.value)
    let crossed = drawing.marks.compactMap { mark -> ClosedRange<Double>? in
      guard case .text(let text, let point, .start, .label) = mark,
        (top...plotBottom).contains(point.y),
        point.x + Drawing.width(ofName: text) + 4 > place
      else { return nil }
      return point.y - 13...point.y + 4
    }
    let ends = [top - 4] + crossed.flatMap { [$0.lowerBound, $0.upperBound] } + [plotBottom]
    for start in stride(from: 0, to: ends.count, by: 2) where ends[start] < ends[start + 1] {
      drawing.line(place, ends[start], place, ends[start + 1], .ideal)
    }
    drawing.text(reference.name, place, top - 8, .middle)
  }

  private var ticks: [Double] { scale.ticks(apart: 42) }

  /// A label above the bars has no line through it.
  private func addGrid(to drawing: inout Drawing, from start: Double, to end: Double) {
    for tick in ticks {
      drawing.line(scale(tick), start, scale(tick), end, tick == 0 ? .axis : .grid)
    }
  }

  private func addAxis(to drawing: inout Drawing) {
    if !isLabelAbove { addGrid(to: &drawing, from: top, to: plotBottom) }
    for tick in ticks {
      drawing.text(chart.unit.tickText(tick), scale(tick), plotBottom + 15, .middle)
    }
    drawing.text(chart.axisTitle, (scale.start + scale.end) / 2, plotBottom + 33, .middle)
  }

  /// Beside the bar, or in a row above it.
  private func addLabel(of bar: BarChart.Bar, to drawing: inout Drawing, y: inout Double) {
    if Drawing.width(ofName: bar.label) <= widestBeside {
      return drawing.text(bar.label, scale.start - 6, y + rowHeight - 4, .end)
    }
    let room = Drawing.pageWidth - 8 - indent
    drawing.text(Drawing.shortened(bar.label, to: room), indent, y + rowHeight - 4)
    y += rowHeight
  }

  private func add(_ bar: BarChart.Bar, to drawing: inout Drawing, y: Double) {
    let middle = y + rowHeight / 2
    drawing.text(bar.note, Drawing.pageWidth - 8, y + rowHeight - 4, .end)
    var start = 0.0
    for part in bar.parts where part.value > 0 {
      let (left, right) = (scale(start), scale(start + part.value))
      drawing.marks.append(
        .rectangle(
          Drawing.Point(x: left, y: middle - barHeight / 2), width: right - left,
          height: barHeight, .series(part.series), tip: part.name))
      start += part.value
    }
    if let interval = bar.interval { addWhisker(interval, to: &drawing, middle: middle) }
    if let limit = bar.limit {
      drawing.line(scale(limit), middle - 8, scale(limit), middle + 8, .limitMark)
    }
  }

  private func addWhisker(
    _ interval: ClosedRange<Double>, to drawing: inout Drawing, middle: Double
  ) {
    let (low, high) = (scale(interval.lowerBound), scale(interval.upperBound))
    // On a bar as dark as ink a whisker has to be seen.
    for role in [Drawing.Role.halo, .interval] {
      drawing.line(low, middle, high, middle, role)
      drawing.line(low, middle - 3, low, middle + 3, role)
      drawing.line(high, middle - 3, high, middle + 3, role)
    }
  }
}
