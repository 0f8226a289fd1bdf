/// Distributions over one axis, a row each: a hill upwards and one downwards.
struct RidgeChart: Sendable, Equatable {
  let title: String
  /// What there is to see.
  let description: String
  let axisTitle: String
  /// What each row's note is, above the notes.
  let noteTitle: String
  /// What the signs mean.
  let legend: Legend
  /// The ends of the axis, which the bins of all curves fill in equal factors.
  let domain: ClosedRange<Double>
  let rows: [Row]

  /// One distribution, or two that are compared.
  struct Row: Sendable, Equatable {
    let label: String
    /// The first stands upwards, the second downwards.
    let curves: [Curve]
    let note: String
  }

  /// A distribution as the shares of bins.
  struct Curve: Sendable, Equatable {
    let series: Int
    let shares: [Double]
  }
}

private let rowHeight = 30.0
private let hill = 13.0
private let widestLabels = 190.0
private let bottom = 42.0

extension RidgeChart {
  /// The chart as shapes.
  var drawing: Drawing {
    let width = Drawing.pageWidth - 16
    let top = 58 + legend.height(width: width)
    let plotBottom = top + Double(rows.count) * rowHeight
    var drawing = Drawing(height: plotBottom + bottom, title: title, description: description)
    drawing.text(title, 8, 20, .start, .title)
    legend.add(to: &drawing, x: 8, y: 40, width: width)
    let scale = scale
    drawing.text(noteTitle, Drawing.pageWidth - 8, top - 6, .end)
    for tick in scale.ticks(apart: 34) {
      drawing.line(scale(tick), top, scale(tick), plotBottom, tick == 1 ? .axis : .grid)
      drawing.text(Format.plain(tick), scale(tick), plotBottom + 15, .middle)
    }
    drawing.text(axisTitle, (scale.start + scale.end) / 2, plotBottom + 33, .middle)
    for (index, row) in rows.enumerated() {
      add(row, to: &drawing, y: top + (Double(index) + 0.5) * rowHeight, scale: scale)
    }
    return drawing
  }

  private var scale: Scale {
    let labels = rows.map { Drawing.width(ofName: $0.label) }.max() ?? 0
    let notes = rows.map { Drawing.width(of: $0.note) }.max() ?? 0
    return Scale(
      domain: domain, start: min(labels, widestLabels) + 18, end: Drawing.pageWidth - 20 - notes,
      isLogarithmic: true)
  }

  private func add(_ row: Row, to drawing: inout Drawing, y: Double, scale: Scale) {
    drawing.text(
      Drawing.shortened(row.label, to: widestLabels), scale.start - 10, y + 4, .end)
    drawing.text(row.note, Drawing.pageWidth - 8, y + 4, .end)
    // Each hill has its own height: how wide it is matters, not how many steps were timed.
    for (curve, direction) in zip(row.curves, [-1.0, 1]) {
      let most = curve.shares.max() ?? 0
      guard most > 0 else { continue }
      let width = (scale.end - scale.start) / Double(curve.shares.count)
      let steps = curve.shares.enumerated().flatMap { index, share in
        [index, index + 1].map {
          Drawing.Point(
            x: scale.start + Double($0) * width, y: y + direction * hill * share / most)
        }
      }
      let ends = [scale.end, scale.start].map { Drawing.Point(x: $0, y: y) }
      drawing.marks.append(.area(steps + ends, .series(curve.series)))
    }
    drawing.line(scale.start, y, scale.end, y, .grid)
  }
}
