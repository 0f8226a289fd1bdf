/// Signs and what they mean, in rows above a chart.
struct Legend: Sendable, Equatable {
  let rows: [[Entry]]

  private static let rowHeight = 20.0
  private static let columnWidth = 118.0

  /// A sign with its meaning.
  enum Entry: Sendable, Equatable {
    /// A line with dots.
    case line(series: Int, String)
    case dot(series: Int, String)
    case ideal
    case limit(String)
    case hollow(String)
  }

  /// The height of all rows.
  var height: Double { Double(rows.count) * Self.rowHeight }

  /// Entries, as many in a row as fit a narrow page.
  init(_ entries: [Entry], perRow count: Int = 4) {
    rows = stride(from: 0, to: entries.count, by: count).map {
      Array(entries[$0...].prefix(count))
    }
  }

  /// The same with rows of its own for what is long.
  init(_ entries: [Entry], long: [Entry]) {
    rows = Legend(entries).rows + long.map { [$0] }
  }

  /// Draws the rows downwards; `y` is the middle of the first.
  func add(to drawing: inout Drawing, x: Double, y: Double) {
    for (row, entries) in rows.enumerated() {
      for (column, entry) in entries.enumerated() {
        entry.add(
          to: &drawing, x: x + Double(column) * Self.columnWidth,
          y: y + Double(row) * Self.rowHeight)
      }
    }
  }
}

extension Legend.Entry {
  fileprivate func add(to drawing: inout Drawing, x: Double, y: Double) {
    let middle = Drawing.Point(x: x + 10, y: y)
    switch self {
    case .line(let series, _):
      drawing.line(x, y, x + 20, y, .series(series))
      drawing.marks.append(.dot(middle, series: series, isHollow: false))
    case .dot(let series, _):
      drawing.marks.append(.dot(middle, series: series, isHollow: false))
    case .ideal: drawing.line(x, y, x + 20, y, .ideal)
    case .limit: drawing.line(middle.x, y - 6, middle.x, y + 6, .limit)
    case .hollow: drawing.marks.append(.dot(middle, series: 0, isHollow: true))
    }
    drawing.text(name, x + 26, y + 4)
  }

  private var name: String {
    switch self {
    case .line(_, let name), .dot(_, let name), .limit(let name), .hollow(let name): name
    case .ideal: "ideal"
    }
  }
}
