/// Shapes on a page: what a chart becomes before it is written in a format.
struct Drawing: Sendable, Equatable {
  /// The width of every drawing in points: that of a telephone's screen, so that letters keep their
  /// size there.
  static let pageWidth = 400.0

  /// The height in points; the origin is the upper left corner.
  let height: Double
  /// What a screen reader says first.
  let title: String
  /// What there is to see, for those who cannot.
  let description: String
  /// The shapes, the hindmost first.
  var marks: [Mark] = []

  /// A shape.
  enum Mark: Sendable, Equatable {
    case line(Point, Point, Role)
    case path([Point], Role)
    /// A closed shape.
    case area([Point], Role)
    /// `tip` is shown where a pointer rests.
    case rectangle(Point, width: Double, height: Double, Role, tip: String)
    case dot(Point, series: Int, isHollow: Bool, tip: String)
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
    case title, panelTitle, label, axis, grid, ideal, limit, interval
    /// What lies behind rows.
    case band
    /// A text below a chart.
    case note
    /// What stands out around an interval on a bar.
    case halo
    /// The interval of a dot of one series.
    case intervalOfSeries(Int)
    /// From a point to its label.
    case leader
    /// The limit of one bar or row.
    case limitMark
    case series(Int)
    /// The ideal of one series.
    case idealOfSeries(Int)
    /// The limit of one series.
    case limitOfSeries(Int)
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

  /// A text in lines that fit a width.
  static func lines(of text: String, width: Double) -> [String] {
    text.split(separator: " ").reduce(into: []) { lines, word in
      if let last = lines.last, Self.width(of: "\(last) \(word)") <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }

  /// The width of a text in points, on the safe side: the reader's font is not known.
  static func width(of text: String) -> Double { 6.6 * Double(text.count) }

  /// The width of a name in points: a sentence's wide and narrow letters make up for each other, those of
  /// a short name need not.
  static func width(ofName name: String) -> Double {
    name.reduce(width(of: name)) { width, letter in
      width + ("mwMW@%…".contains(letter) ? 5.2 : letter.isUppercase ? 1.6 : 0)
    }
  }

  /// A name that fits a width, with an ellipsis in place of its end where it is too long.
  static func shortened(_ name: String, to room: Double) -> String {
    guard width(ofName: name) > room else { return name }
    let end = name.indices.last { width(ofName: "\(name[..<$0])…") <= room }
    return "\(name[..<(end ?? name.startIndex)])…"
  }
}
