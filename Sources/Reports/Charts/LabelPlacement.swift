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
    + [24.0, 36, 52, 68, 84, 100].flatMap { distance in
      [
        Offset(x: 0, y: distance, anchor: .middle, isFar: true),
        Offset(x: -distance / 2, y: distance, anchor: .end, isFar: true),
        Offset(x: distance / 2, y: distance, anchor: .start, isFar: true),
        Offset(x: 0, y: -distance, anchor: .middle, isFar: true),
        Offset(x: -distance / 2, y: -distance, anchor: .end, isFar: true),
        Offset(x: distance / 2, y: -distance, anchor: .start, isFar: true),
      ]
    }

  /// A text and the point that it belongs to.
  typealias Label = (text: String, point: Drawing.Point)

  /// What all labels have to make way for.
  private struct Surroundings {
    let page: Box
    let points: [Box]
    let lines: [Box]
  }

  /// Texts beside points: each at the first place that is free, or where it hides least. Near its point it
  /// rather covers a line than to be led far away.
  static func place(
    _ labels: [Label], around points: [Drawing.Point], besides lines: [[Drawing.Point]] = [],
    within area: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  ) -> [Drawing.Mark] {
    let surroundings = Surroundings(
      page: Box(x: area.x, y: area.y),
      points: points.map { Box(x: $0.x - 5...$0.x + 5, y: $0.y - 5...$0.y + 5) },
      lines: lines.flatMap { zip($0, $0.dropFirst()).flatMap { boxes(from: $0, to: $1) } })
    var best = placed(labels, in: surroundings)
    var order = labels
    // Who comes late may find no place where one was for whoever came before.
    var last = best
    for _ in labels.indices.prefix(8) where best.hidden > 0 {
      guard let crowded = last.costs.indices.dropFirst().first(where: { last.costs[$0] > 0 })
      else { break }
      order.insert(order.remove(at: crowded), at: 0)
      last = placed(order, in: surroundings)
      if last.hidden < best.hidden { best = last }
    }
    return best.marks
  }

  /// Labels with places, and how much each of them hides.
  private struct Placed {
    var marks: [Drawing.Mark] = []
    var costs: [Double] = []
    var hidden: Double { costs.reduce(0, +) }
  }

  /// Labels that choose their places in the order given.
  private static func placed(_ labels: [Label], in surroundings: Surroundings) -> Placed {
    let (page, drawn) = (surroundings.page, surroundings.lines)
    var taken = surroundings.points
    return labels.reduce(into: Placed()) { placed, label in
      let (text, point) = label
      let candidates = offsets.map { offset in
        let place = Drawing.Point(x: point.x + offset.x, y: point.y + offset.y)
        let box = box(of: text, at: place, offset.anchor)
        let leader = offset.isFar ? leader(from: point, to: nearEnd(of: place, offset)) : []
        // What a line crosses is hidden less than what a text covers.
        let cost = taken.reduce(8 * box.excess(beyond: page)) { sum, other in
          sum + box.overlap(with: other)
            + leader.reduce(0) { $0 + 4 * other.overlap(with: $1) }
        }
        let crossed = drawn.reduce(0) { $0 + box.overlap(with: $1) }
        return (
          offset: offset, place: place, box: box, leader: leader, cost: cost, crossed: crossed
        )
      }
      let free = candidates.filter { $0.cost == 0 }
      let near = free.filter { !$0.offset.isFar }
      // Where all places near the point lie on lines, one that hides much less of them is worth its distance.
      let bare = near.min { $0.crossed < $1.crossed }.flatMap { least in
        2 * least.crossed < near[0].crossed ? least : nil
      }
      let best =
        bare ?? near.first ?? free.first { $0.crossed == 0 } ?? free.first
        ?? candidates.min { $0.cost < $1.cost }
      guard let best else { preconditionFailure("there are \(offsets.count) places for a label") }
      // Texts side by side need a space between them.
      var room = best.box
      room.x = room.x.lowerBound - 5...room.x.upperBound + 5
      taken += [room] + best.leader
      let end = nearEnd(of: best.place, best.offset)
      if best.offset.isFar { placed.marks.append(.line(point, end, .leader)) }
      placed.marks.append(.text(text, best.place, best.offset.anchor, .label))
      placed.costs.append(best.cost)
    }
  }

  /// Where the line to a text far away ends.
  private static func nearEnd(of place: Drawing.Point, _ offset: Offset) -> Drawing.Point {
    Drawing.Point(x: place.x, y: offset.y > 0 ? place.y - 11 : place.y + 4)
  }

  /// What a line takes up, as small boxes beyond its point's own.
  private static func leader(from point: Drawing.Point, to end: Drawing.Point) -> [Box] {
    let (width, height) = (end.x - point.x, end.y - point.y)
    let length = (width * width + height * height).squareRoot()
    // Steps as short as a box, or another leader would slip through between two.
    return stride(from: min(8, length / 2), to: length, by: 3).map { way in
      let x = point.x + way / length * width, y = point.y + way / length * height
      return Box(x: x - 1.5...x + 1.5, y: y - 2...y + 2)
    }
  }

  /// What a drawn line takes up, in steps of a letter's width.
  private static func boxes(from start: Drawing.Point, to end: Drawing.Point) -> [Box] {
    let (width, height) = (end.x - start.x, end.y - start.y)
    let count = max(1, Int((width * width + height * height).squareRoot() / 6))
    return (0...count).map { step in
      let share = Double(step) / Double(count)
      let x = start.x + share * width, y = start.y + share * height
      return Box(x: x - 3...x + 3, y: y - 1...y + 1)
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
