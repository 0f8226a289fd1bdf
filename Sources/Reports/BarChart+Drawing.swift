// Sizes are points of a page 480 wide: at 400 pixels the smallest letters still have 10.
private let pageWidth = 480.0
private let barArea = 150.0...412.0
private let rowHeight = 17.0
private let barHeight = 11.0
private let groupGap = 9.0
private let top = 62.0
private let bottom = 44.0

extension BarChart {
  /// The chart as shapes: labels, bars with whiskers, values; the ideal as a dashed line.
  var drawing: Drawing {
    let rows = groups.reduce(0.0) { $0 + Double($1.bars.count) * rowHeight + groupGap }
    let plotBottom = top + rows
    var drawing = Drawing(width: pageWidth, height: plotBottom + bottom, title: title)
    drawing.text(title, 10, 22, .start, .title)
    drawing.text(labelTitle, barArea.lowerBound - 8, top - 8, .end)
    addAxis(to: &drawing, plotBottom: plotBottom)
    var y = top + groupGap / 2
    for group in groups {
      drawing.text(group.label, 10, y + rowHeight - 4)
      for bar in group.bars {
        add(bar, to: &drawing, y: y)
        y += rowHeight
      }
      y += groupGap
    }
    // Last, so that no bar hides it.
    let idealPlace = scale(ideal)
    drawing.line(idealPlace, top - 4, idealPlace, plotBottom, .ideal)
    drawing.text("ideal", idealPlace, top - 8, .middle)
    return drawing
  }

  private var ticks: [Double] {
    let values = groups.flatMap(\.bars).compactMap(\.value)
    let largest = values.map { $0.interval?.upperBound ?? $0.value }.max() ?? ideal
    return linearTicks(reaching: max(ideal * 1.05, largest), count: 6)
  }

  private var scale: Scale {
    Scale(
      domain: 0...(ticks.last ?? ideal), start: barArea.lowerBound, end: barArea.upperBound,
      isLogarithmic: false)
  }

  private func addAxis(to drawing: inout Drawing, plotBottom: Double) {
    for tick in ticks {
      let x = scale(tick)
      drawing.line(x, top, x, plotBottom, tick == 0 ? .axis : .grid)
      drawing.text(Format.plain(tick), x, plotBottom + 16, .middle)
    }
    drawing.text(
      axisTitle, (barArea.lowerBound + barArea.upperBound) / 2, plotBottom + 35, .middle)
  }

  private func add(_ bar: Bar, to drawing: inout Drawing, y: Double) {
    let middle = y + rowHeight / 2
    drawing.text(bar.label, barArea.lowerBound - 8, y + rowHeight - 4, .end)
    drawing.text(UnitLadder.factor.text(bar.value?.value), pageWidth - 10, y + rowHeight - 4, .end)
    guard let value = bar.value else { return }
    drawing.marks.append(
      .rectangle(
        Drawing.Point(x: scale(0), y: middle - barHeight / 2), width: scale(value.value) - scale(0),
        height: barHeight, .series(bar.series)))
    guard let interval = value.interval else { return }
    let (low, high) = (scale(interval.lowerBound), scale(interval.upperBound))
    drawing.line(low, middle, high, middle, .interval)
    drawing.line(low, middle - 3, low, middle + 3, .interval)
    drawing.line(high, middle - 3, high, middle + 3, .interval)
  }
}
