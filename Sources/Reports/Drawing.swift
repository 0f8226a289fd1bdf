/// Shapes on a page: what a chart becomes before it is written in a format.
struct Drawing: Sendable, Equatable {
  /// The size in points; the origin is the upper left corner.
  let width: Double
  let height: Double
  /// What a screen reader says.
  let title: String
  /// The shapes, the hindmost first.
  var marks: [Mark] = []

  /// A shape.
  enum Mark: Sendable, Equatable {
    case line(Point, Point, Role)
    case path([Point], Role)
    case rectangle(Point, width: Double, height: Double, Role)
    case dot(Point, series: Int, isHollow: Bool)
    case text(String, Point, Anchor, Role)
  }

  /// A place on the page.
  struct Point: Sendable, Equatable {
    var x: Double
    var y: Double
  }

  /// Which part of a text its point is.
  enum Anchor: String, Sendable {
    case start, middle, end
  }

  /// What a shape stands for; the format chooses how that looks, in light and in dark.
  enum Role: Sendable, Equatable {
    case title, label, axis, grid, ideal, limit, interval
    case series(Int)
    /// The ideal of one series.
    case idealOfSeries(Int)
  }

  /// Adds a line.
  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ role: Role) {
    marks.append(.line(Point(x: x1, y: y1), Point(x: x2, y: y2), role))
  }

  /// Adds a text.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ role: Role = .label
  ) {
    marks.append(.text(text, Point(x: x, y: y), anchor, role))
  }
}
