/// Signs and what they mean, in rows above a chart.
struct Legend: Sendable, Equatable {
  let entries: [Entry]

  private static let rowHeight = 20.0
  fileprivate static let signWidth = 24.0
  fileprivate static let gap = 14.0

  /// A sign with its meaning.
  struct Entry: Sendable, Equatable {
    let sign: Sign
    let name: String
  }

  /// What stands for something.
  enum Sign: Sendable, Equatable {
    /// A line with dots.
    case line(series: Int)
    case dot(series: Int, isHollow: Bool = false)
    case area(series: Int)
    /// A line without dots.
    case rule(Drawing.Role)
    /// A line across a bar or a row.
    case limitMark
    /// What lies behind rows.
    case band
    /// The line that all rows have.
    case reference
  }

  /// Creates a legend.
  init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The height of all rows.
  func height(width: Double) -> Double { Double(rows(width: width).count) * Self.rowHeight }

  /// Draws the rows downwards, as many entries in each as fit; `y` is the middle of the first.
  func add(to drawing: inout Drawing, x: Double, y: Double, width: Double) {
    for (row, entries) in rows(width: width).enumerated() {
      var left = x
      for entry in entries {
        let middle = y + Double(row) * Self.rowHeight
        entry.sign.add(to: &drawing, x: left, y: middle)
        drawing.text(entry.name, left + Self.signWidth, middle + 4)
        left += entry.width
      }
    }
  }

  private func rows(width: Double) -> [[Entry]] {
    var left = 0.0
    return entries.reduce(into: []) { rows, entry in
      if rows.isEmpty || left + entry.width - Self.gap > width {
        rows.append([])
        left = 0
      }
      rows[rows.count - 1].append(entry)
      left += entry.width
    }
  }
}

extension Legend.Entry {
  fileprivate var width: Double { Legend.signWidth + Drawing.width(of: name) + Legend.gap }
}

extension Legend.Sign {
  fileprivate func add(to drawing: inout Drawing, x: Double, y: Double) {
    let middle = Drawing.Point(x: x + 9, y: y)
    switch self {
    case .line(let series):
      drawing.line(x, y, x + 18, y, .series(series))
      drawing.marks.append(.dot(middle, series: series, isHollow: false, tip: ""))
    case .dot(let series, let isHollow):
      drawing.marks.append(.dot(middle, series: series, isHollow: isHollow, tip: ""))
    case .area(let series):
      drawing.marks.append(
        .rectangle(
          Drawing.Point(x: x + 4, y: y - 5), width: 10, height: 10, .series(series), tip: ""))
    case .rule(let role): drawing.line(x, y, x + 18, y, role)
    case .limitMark: drawing.line(middle.x, y - 7, middle.x, y + 7, .limitMark)
    case .reference: drawing.line(middle.x, y - 7, middle.x, y + 7, .axis)
    case .band:
      drawing.marks.append(
        .rectangle(Drawing.Point(x: x + 2, y: y - 7), width: 14, height: 14, .band, tip: ""))
    }
  }
}
