/// What a label, a sign or a line takes up, as labels that make way for each other see it.
struct Box: Equatable {
  var x: ClosedRange<Double>
  var y: ClosedRange<Double>

  init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.x = x
    self.y = y
  }

  /// The box around two points.
  init(around a: Drawing.Point, _ b: Drawing.Point, margin: Double) {
    x = min(a.x, b.x) - margin...max(a.x, b.x) + margin
    y = min(a.y, b.y) - margin...max(a.y, b.y) + margin
  }

  /// The box of a text.
  init(of text: String, at place: Drawing.Point, _ anchor: Drawing.Anchor) {
    // What is left of a long name is as wide as it was cut to be.
    let isCut = text.contains("…")
    let width = isCut ? Drawing.width(ofName: text) : Drawing.width(of: text)
    let left =
      switch anchor {
      case .start: place.x
      case .middle: place.x - width / 2
      case .end: place.x - width
      }
    self.init(x: left...left + width, y: place.y - 10...place.y + 3)
  }

  /// What a drawn line takes up, in steps of a letter's width.
  static func along(from start: Drawing.Point, to end: Drawing.Point) -> [Box] {
    let segment = Segment(from: start, to: end)
    let count = max(1, Int(segment.length / 6))
    return (0...count).map { step in
      let point = segment.point(at: Double(step) / Double(count))
      return Box(x: point.x - 3...point.x + 3, y: point.y - 1...point.y + 1)
    }
  }

  /// The area that two boxes share.
  func overlap(with other: Box) -> Double {
    let width = min(x.upperBound, other.x.upperBound) - max(x.lowerBound, other.x.lowerBound)
    let height = min(y.upperBound, other.y.upperBound) - max(y.lowerBound, other.y.lowerBound)
    return max(0, width) * max(0, height)
  }

  /// How much of the box lies outside an area.
  func excess(beyond area: Box) -> Double {
    (x.upperBound - x.lowerBound) * (y.upperBound - y.lowerBound) - overlap(with: area)
  }
}

/// A straight line between two points.
struct Segment: Equatable {
  let start: Drawing.Point
  let end: Drawing.Point

  init(from start: Drawing.Point, to end: Drawing.Point) {
    self.start = start
    self.end = end
  }

  var length: Double { (width * width + height * height).squareRoot() }

  /// A point on it: 0 is the start, 1 the end.
  func point(at share: Double) -> Drawing.Point {
    Drawing.Point(x: start.x + share * width, y: start.y + share * height)
  }

  /// What follows a distance from the start, or half of it where it is short.
  func behind(_ distance: Double) -> Segment {
    Segment(from: point(at: min(distance / length, 0.5)), to: end)
  }

  /// How much of it lies in a box, by Liang's and Barsky's clipping.
  func length(within box: Box) -> Double {
    let across = Self.shares(from: start.x, by: width, within: box.x)
    let upwards = Self.shares(from: start.y, by: height, within: box.y)
    guard let across, let upwards else { return 0 }
    let first = max(0, across.lowerBound, upwards.lowerBound)
    let last = min(1, across.upperBound, upwards.upperBound)
    return max(0, last - first) * length
  }

  /// Whether two lines have a point in common.
  func crosses(_ other: Segment) -> Bool {
    side(of: other.start) != side(of: other.end) && other.side(of: start) != other.side(of: end)
  }

  private var width: Double { end.x - start.x }
  private var height: Double { end.y - start.y }

  /// Between which shares of the way a coordinate lies in a range; `nil` where it never does.
  private static func shares(
    from start: Double, by extent: Double, within range: ClosedRange<Double>
  ) -> ClosedRange<Double>? {
    guard extent != 0 else {
      return range.contains(start) ? -.infinity ... .infinity : nil
    }
    let (a, b) = ((range.lowerBound - start) / extent, (range.upperBound - start) / extent)
    return min(a, b)...max(a, b)
  }

  /// Whether a point lies to the left of the way from start to end.
  private func side(of point: Drawing.Point) -> Bool {
    width * (point.y - start.y) - height * (point.x - start.x) < 0
  }
}
