private let latestPlotEnd = 330.0
private let narrowestLabels = 78.0
private let labelHeight = 20.0
private let headHeight = 16.0
private let groupGap = 6.0
private let dotDistance = 3.0
private let arrowDistance = 6.0
private let bottom = 44.0
/// From which width on a band is seen beside the line that it lies behind.
private let leastBand = 4.0
/// From which height on of all rows a chart has its axis at both ends.
private let tallPlot = 400.0

extension DotChart {
  /// The chart as shapes: a legend, then by group a label and its rows, over one axis.
  var drawing: Drawing {
    let legendWidth = Drawing.pageWidth - 16
    let scale = scale
    let legend = legend(on: scale)
    let legendBottom = 58 + legend.height(width: legendWidth)
    let headTop = legendBottom + (areHeadsApart(on: scale) ? 0 : headHeight)
    let isTall = groups.reduce(0) { $0 + height(of: $1) } > tallPlot
    let top = headTop + (isTall ? headHeight : 0)
    let plotBottom = groups.reduce(top) { $0 + height(of: $1) }
    var drawing = Drawing(height: plotBottom + bottom, title: title, description: description)
    drawing.text(title, 8, 20, .start, .title)
    legend.add(to: &drawing, x: 8, y: 40, width: legendWidth)
    if let reference {
      drawing.text("← \(lowTitle)", scale(reference) - 8, legendBottom - 6, .end)
      drawing.text(highHead, scale(reference) + 8, legendBottom - 6)
    }
    drawing.text(noteTitle, Drawing.pageWidth - 8, headTop - 6, .end)
    // The axis below is then on another screen.
    if isTall { addTicks(to: &drawing, y: top - 4, scale: scale) }
    var y = top
    for group in groups {
      add(group, to: &drawing, y: y, scale: scale)
      y += height(of: group)
    }
    addAxis(to: &drawing, plotBottom: plotBottom, scale: scale)
    return drawing
  }

  /// The signs, that of the band among them: where the line would hide it, a reader is told so.
  private func legend(on scale: Scale) -> Legend {
    guard let band else { return legend }
    let isSeen = bandWidth(on: scale) >= leastBand
    return Legend(
      legend.entries + [
        Legend.Entry(
          sign: isSeen ? .band : .reference,
          name: band.name + (isSeen ? "" : ": no wider than the line"))
      ])
  }

  /// The places of the band's ends, as far as the axis goes.
  private func bandEnds(_ band: Band, on scale: Scale) -> (left: Double, right: Double) {
    (
      scale(max(band.range.lowerBound, scale.domain.lowerBound)),
      scale(min(band.range.upperBound, scale.domain.upperBound))
    )
  }

  private func bandWidth(on scale: Scale) -> Double {
    band.map { bandEnds($0, on: scale) }.map { $0.right - $0.left } ?? 0
  }

  /// Where arrows stand one below the other, rows are higher: else the last of a row would lie as near to the next
  /// row's first as to its own.
  private var rowHeight: Double { linear == nil ? 18 : 21 }

  private func height(of group: Group) -> Double {
    (group.label.isEmpty ? 0 : labelHeight) + Double(group.rows.count) * rowHeight + groupGap
  }

  private var highHead: String { "\(highTitle) →" }

  /// Whether the title of the notes has room beside what the axis's ends mean.
  private func areHeadsApart(on scale: Scale) -> Bool {
    guard let reference, !noteTitle.isEmpty else { return true }
    return scale(reference) + 8 + Drawing.width(of: highHead) + 8
      <= Drawing.pageWidth - 8 - Drawing.width(of: noteTitle)
  }

  /// From where the longest label of a row leaves room, to where the notes begin.
  private var plotArea: ClosedRange<Double> {
    let widest = scaledRows.map { Drawing.width(ofName: $0.label) }.max() ?? 0
    let notes = scaledRows.map { Drawing.width(of: $0.note) }.max() ?? 0
    // Behind a linear axis stand arrows.
    let end = min(latestPlotEnd, Drawing.pageWidth - 16 - notes - (linear == nil ? 0 : 18))
    return min(max(narrowestLabels, widest + 14), end - 100)...end
  }

  /// Numbers with a unit are longer than ratios.
  private var tickDistance: Double { unit == .factor ? 30 : 44 }

  private func addAxis(to drawing: inout Drawing, plotBottom: Double, scale: Scale) {
    addTicks(to: &drawing, y: plotBottom + 14, scale: scale)
    drawing.text(
      linear == nil ? "\(axisTitle), log scale" : axisTitle,
      (plotArea.lowerBound + plotArea.upperBound) / 2,
      plotBottom + 34, .middle)
  }

  private func addTicks(to drawing: inout Drawing, y: Double, scale: Scale) {
    for tick in scale.ticks(apart: tickDistance) {
      // The title has the sign of ratios.
      let text = unit == .factor ? Format.plain(tick) : unit.tickText(tick)
      drawing.text(text, scale(tick), y, .middle)
    }
  }

  /// The rows that the axis has room for.
  private var scaledRows: [Row] { rowsOfAll ?? groups.flatMap(\.rows) }

  private var scale: Scale {
    if let linear {
      return Scale(
        domain: linear, start: plotArea.lowerBound, end: plotArea.upperBound, isLogarithmic: false)
    }
    let rows = scaledRows
    let values = rows.flatMap(\.dots).map(\.value)
    let least = values.map(\.value).min() ?? 1, most = values.map(\.value).max() ?? 1
    let bounds = values.compactMap(\.interval).flatMap { interval in
      let reach = reach ?? .infinity
      return [max(interval.lowerBound, least / reach), min(interval.upperBound, most * reach)]
    }
    return Scale(
      domain: Scale.logarithmicDomain(
        of: values.map(\.value) + bounds + rows.compactMap(\.limit)
          + [reference].compactMap(\.self)),
      start: plotArea.lowerBound, end: plotArea.upperBound, isLogarithmic: true)
  }

  private func add(_ group: Group, to drawing: inout Drawing, y: Double, scale: Scale) {
    if !group.label.isEmpty {
      let label = Drawing.shortened(group.label, to: Drawing.pageWidth - 16)
      // The first row's outermost dot reaches a little above it.
      drawing.text(label, 8, y + labelHeight - 8)
    }
    let rowsTop = y + (group.label.isEmpty ? 0 : labelHeight)
    let rowsBottom = rowsTop + Double(group.rows.count) * rowHeight
    if let band, bandWidth(on: scale) >= leastBand {
      let (left, right) = bandEnds(band, on: scale)
      drawing.marks.append(
        .rectangle(
          Drawing.Point(x: left, y: rowsTop), width: right - left, height: rowsBottom - rowsTop,
          .band, tip: ""))
    }
    for tick in scale.ticks(apart: tickDistance) {
      drawing.line(scale(tick), rowsTop, scale(tick), rowsBottom, .grid)
    }
    if let reference {
      drawing.line(scale(reference), rowsTop, scale(reference), rowsBottom, .axis)
    }
    for (index, row) in group.rows.enumerated() {
      let middle = rowsTop + (Double(index) + 0.5) * rowHeight
      let label = Drawing.shortened(row.label, to: plotArea.lowerBound - 13)
      drawing.text(label, plotArea.lowerBound - 10, middle + 4, .end)
      drawing.text(row.note, Drawing.pageWidth - 8, middle + 4, .end)
      // Arrows stand one below the other, and within their row.
      let room = (rowHeight - 8) / Double(max(1, row.dots.count - 1))
      let distance = linear == nil ? dotDistance : min(arrowDistance, room)
      for (place, dot) in row.dots.enumerated() {
        // Apart, so that each whisker is its dot's.
        let shift = (Double(place) - Double(row.dots.count - 1) / 2) * distance
        let isApart = !row.isOfOneKind
        add(
          dot, to: &drawing, y: isApart ? middle + shift : middle, scale: scale,
          // One below the other lets both be seen.
          isHollow: !isApart)
      }
      // Last, so that no dot hides it.
      if let limit = row.limit {
        drawing.line(scale(limit), middle - 8, scale(limit), middle + 8, .limitMark)
      }
    }
  }

  private func add(
    _ dot: Dot, to drawing: inout Drawing, y: Double, scale: Scale, isHollow: Bool
  ) {
    guard linear?.contains(dot.value.value) != false else {
      // The number stands in the note.
      return drawing.text("→", scale.end + 9, y + 4, .middle, .series(dot.series))
    }
    if let interval = dot.value.interval {
      let low = max(interval.lowerBound, scale.domain.lowerBound)
      let high = min(interval.upperBound, scale.domain.upperBound)
      drawing.line(scale(low), y, scale(high), y, .intervalOfSeries(dot.series))
      if low > interval.lowerBound { drawing.addTip(of: dot, x: scale.start, back: 4, y: y) }
      if high < interval.upperBound { drawing.addTip(of: dot, x: scale.end, back: -4, y: y) }
    }
    let center = Drawing.Point(x: scale(dot.value.value), y: y)
    drawing.marks.append(
      .dot(
        center, series: dot.series, isHollow: isHollow, tip: unit.text(dot.value)))
  }
}

extension DotChart.Row {
  /// Whether it has several dots of one series without whiskers: nobody has to tell them apart.
  fileprivate var isOfOneKind: Bool {
    dots.count > 1 && Set(dots.map(\.series)).count < 2
      && dots.allSatisfy { $0.value.interval == nil }
  }
}

extension Drawing {
  /// The end of a whisker that goes on beyond the axis.
  fileprivate mutating func addTip(of dot: DotChart.Dot, x: Double, back: Double, y: Double) {
    let points = [
      Point(x: x + back, y: y - 3), Point(x: x, y: y), Point(x: x + back, y: y + 3),
    ]
    marks.append(.path(points, .intervalOfSeries(dot.series)))
  }
}
