/// Puts labels beside their points so that they hide neither points nor each other, as far as there
/// is room.
enum LabelPlacement {
  private struct Box {
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>

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

  /// A place beside a point: where the text's point is, and which part of the text that is.
  private struct Offset {
    let x: Double
    let y: Double
    let anchor: Drawing.Anchor
    /// So far away that a line has to say which point is meant.
    var isFar = false
  }

  /// Nearest first.
  private static let offsets =
    [
      Offset(x: 8, y: 4, anchor: .start), Offset(x: -8, y: 4, anchor: .end),
      Offset(x: 0, y: -9, anchor: .middle), Offset(x: 0, y: 17, anchor: .middle),
      Offset(x: 6, y: -8, anchor: .start), Offset(x: -6, y: -8, anchor: .end),
      Offset(x: 6, y: 15, anchor: .start), Offset(x: -6, y: 15, anchor: .end),
    ]
    + [36.0, 52, 68, 84].flatMap { distance in
      [
        Offset(x: 0, y: distance, anchor: .middle, isFar: true),
        Offset(x: -distance / 2, y: distance, anchor: .end, isFar: true),
        Offset(x: distance / 2, y: distance, anchor: .start, isFar: true),
        Offset(x: 0, y: -distance, anchor: .middle, isFar: true),
      ]
    }

  /// Texts beside points, in the order given: each at the first place that is free, or where it
  /// hides least.
  static func place(
    _ labels: [(text: String, point: Drawing.Point)], around points: [Drawing.Point],
    within area: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  ) -> [Drawing.Mark] {
    let page = Box(x: area.x, y: area.y)
    var taken = points.map { Box(x: $0.x - 5...$0.x + 5, y: $0.y - 5...$0.y + 5) }
    return labels.flatMap { text, point -> [Drawing.Mark] in
      let candidates = offsets.map { offset in
        let place = Drawing.Point(x: point.x + offset.x, y: point.y + offset.y)
        let box = box(of: text, at: place, offset.anchor)
        let cost = taken.reduce(8 * box.excess(beyond: page)) { $0 + box.overlap(with: $1) }
        return (offset: offset, place: place, box: box, cost: cost)
      }
      let best = candidates.first { $0.cost == 0 } ?? candidates.min { $0.cost < $1.cost }
      guard let best else { preconditionFailure("there are \(offsets.count) places for a label") }
      taken.append(best.box)
      let nearEnd = Drawing.Point(
        x: best.place.x, y: best.offset.y > 0 ? best.place.y - 11 : best.place.y + 4)
      return (best.offset.isFar ? [.line(point, nearEnd, .leader)] : [])
        + [.text(text, best.place, best.offset.anchor, .label)]
    }
  }

  private static func box(
    of text: String, at place: Drawing.Point, _ anchor: Drawing.Anchor
  ) -> Box {
    let width = Drawing.width(of: text)
    let left =
      switch anchor {
      case .start: place.x
      case .middle: place.x - width / 2
      case .end: place.x - width
      }
    return Box(x: left...left + width, y: place.y - 10...place.y + 3)
  }
}
