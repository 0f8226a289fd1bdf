import Glibc

// Sizes are points of a page 480 wide: at 400 pixels the smallest letters still have 10.
private let pageWidth = 480.0
private let plotArea = 92.0...408.0
private let labelHeight = 20.0
private let rowHeight = 18.0
private let groupGap = 6.0
private let bottom = 44.0
private let tickDistance = 25.0

extension DotChart {
  /// The chart as shapes: a legend, then by group a label and its rows, over one axis.
  var drawing: Drawing {
    let legend = Legend(
      seriesNames.indices.map { .dot(series: $0, seriesNames[$0]) }, long: [.limit(limitName)])
    let top = 58 + legend.height
    let plotBottom = groups.reduce(top) { $0 + $1.height }
    var drawing = Drawing(width: pageWidth, height: plotBottom + bottom, title: title)
    drawing.text(title, 10, 22, .start, .title)
    legend.add(to: &drawing, x: 10, y: 44)
    let scale = scale
    drawing.text("← \(lowTitle)", scale(reference) - 8, top - 6, .end)
    drawing.text("\(highTitle) →", scale(reference) + 8, top - 6)
    drawing.text(noteTitle, pageWidth - 10, top - 6, .end)
    var y = top
    for group in groups {
      add(group, to: &drawing, y: y, scale: scale)
      y += group.height
    }
    addAxis(to: &drawing, plotBottom: plotBottom, scale: scale)
    return drawing
  }

  private func addAxis(to drawing: inout Drawing, plotBottom: Double, scale: Scale) {
    for tick in shownTicks(scale) {
      drawing.text(Format.plain(tick), scale(tick), plotBottom + 14, .middle)
    }
    drawing.text(
      axisTitle, (plotArea.lowerBound + plotArea.upperBound) / 2, plotBottom + 34, .middle)
  }

  private var ticks: [Double] {
    let rows = groups.flatMap(\.rows)
    let values = rows.flatMap(\.dots).map(\.value)
    let all =
      values.map(\.value)
      + values.compactMap(\.interval).flatMap { [$0.lowerBound, $0.upperBound] }
      + rows.compactMap(\.limit) + [reference]
    return decimalTicks(around: (all.min() ?? reference)...(all.max() ?? reference))
  }

  private var scale: Scale {
    let ticks = ticks
    return Scale(
      domain: ticks[0]...ticks[ticks.count - 1], start: plotArea.lowerBound,
      end: plotArea.upperBound, isLogarithmic: true)
  }

  /// All ticks where their labels have room, else the powers of ten.
  private func shownTicks(_ scale: Scale) -> [Double] {
    let all = ticks
    return scale.spaced(all, by: tickDistance) == all
      ? all : all.filter { log10($0) == log10($0).rounded() }
  }

  private func add(_ group: Group, to drawing: inout Drawing, y: Double, scale: Scale) {
    drawing.text(group.label, 10, y + labelHeight - 6)
    let rowsTop = y + labelHeight
    let rowsBottom = rowsTop + Double(group.rows.count) * rowHeight
    for tick in shownTicks(scale) {
      drawing.line(scale(tick), rowsTop, scale(tick), rowsBottom, .grid)
    }
    drawing.line(scale(reference), rowsTop, scale(reference), rowsBottom, .axis)
    for (index, row) in group.rows.enumerated() {
      let middle = rowsTop + (Double(index) + 0.5) * rowHeight
      drawing.text(row.label, plotArea.lowerBound - 10, middle + 4, .end)
      drawing.text(row.note, pageWidth - 10, middle + 4, .end)
      if let limit = row.limit {
        drawing.line(scale(limit), middle - 7, scale(limit), middle + 7, .limit)
      }
      for dot in row.dots { add(dot, to: &drawing, y: middle, scale: scale) }
    }
  }

  private func add(_ dot: Dot, to drawing: inout Drawing, y: Double, scale: Scale) {
    if let interval = dot.value.interval {
      drawing.line(scale(interval.lowerBound), y, scale(interval.upperBound), y, .interval)
    }
    let center = Drawing.Point(x: scale(dot.value.value), y: y)
    drawing.marks.append(.dot(center, series: dot.series, isHollow: false))
  }
}

extension DotChart.Group {
  fileprivate var height: Double { labelHeight + Double(rows.count) * rowHeight + groupGap }
}
