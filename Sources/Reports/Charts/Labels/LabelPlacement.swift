/// Puts labels beside their points so that they hide neither marks nor each other, as far as there is room.
enum LabelPlacement {
  /// A place beside a point: where the text's point is, and which part of the text that is.
  private struct Offset {
    let x: Double
    let y: Double
    let anchor: Drawing.Anchor
    /// From where on the text a line leads to the point, as seen from the text's own point; `nil` so near the
    /// point that nobody needs a line.
    var leaderEnd: Drawing.Point?

    /// Far above or below, where the line ends at the text's edge.
    static func vertical(_ x: Double, _ y: Double, _ anchor: Drawing.Anchor) -> Offset {
      Offset(
        x: x, y: y, anchor: anchor, leaderEnd: Drawing.Point(x: 0, y: y > 0 ? -11 : 4))
    }

    /// Far to one side, where the line ends before the text's first letter or behind its last.
    static func sideways(_ x: Double, _ y: Double) -> Offset {
      Offset(
        x: x, y: y + 4, anchor: x > 0 ? .start : .end,
        leaderEnd: Drawing.Point(x: x > 0 ? -3 : 3, y: -4))
    }
  }

  /// Nearest first.
  private static let offsets = near + [24.0, 36, 52, 68, 84, 100, 120, 140].flatMap(far)

  private static let near = [
    Offset(x: 8, y: 4, anchor: .start), Offset(x: -8, y: 4, anchor: .end),
    Offset(x: 0, y: -9, anchor: .middle), Offset(x: 0, y: 17, anchor: .middle),
    Offset(x: 6, y: -8, anchor: .start), Offset(x: -6, y: -8, anchor: .end),
    Offset(x: 6, y: 15, anchor: .start), Offset(x: -6, y: 15, anchor: .end),
  ]

  /// Those at a distance above, below and to the sides.
  private static func far(_ distance: Double) -> [Offset] {
    let halves = [distance, -distance].flatMap { y -> [Offset] in
      [
        .vertical(0, y, .middle), .vertical(-distance / 2, y, .end),
        .vertical(distance / 2, y, .start), .sideways(-distance, y / 2),
        .sideways(distance, y / 2), .vertical(-distance, y, .end), .vertical(distance, y, .start),
        .vertical(-distance / 4, y, .middle), .vertical(distance / 4, y, .middle),
        .vertical(-distance / 2, y, .middle), .vertical(distance / 2, y, .middle),
      ]
    }
    return halves + [.sideways(-distance, 0), .sideways(distance, 0)]
  }

  /// A text and the point that it belongs to.
  typealias Label = (text: String, point: Drawing.Point)

  /// What all labels have to make way for.
  private struct Surroundings {
    let page: Box
    let marks: [Box]
    let lines: [Box]
  }

  /// Texts beside points: each at the first place that is free, or where it hides least. Near its point it
  /// rather covers a line than to be led far away.
  ///
  /// - Parameters:
  ///   - points: where signs are.
  ///   - whiskers: the ends of what goes up and down from them.
  ///   - lines: what a label may cover where it has to.
  static func place(
    _ labels: [Label], around points: [Drawing.Point],
    whiskers: [(Drawing.Point, Drawing.Point)] = [], besides lines: [[Drawing.Point]] = [],
    within area: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  ) -> [Drawing.Mark] {
    let surroundings = Surroundings(
      page: Box(x: area.x, y: area.y),
      marks: points.map { Box(x: $0.x - 5...$0.x + 5, y: $0.y - 5...$0.y + 5) }
        + whiskers.map { Box(around: $0, $1, margin: 1.5) },
      lines: lines.flatMap { zip($0, $0.dropFirst()).flatMap { Box.along(from: $0, to: $1) } })
    var best = placed(labels, in: surroundings)
    var order = labels
    // Who comes late may find no place where one was for whoever came before.
    var last = best
    for _ in labels where best.hidden > 0 {
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
    /// What the labels take up, and the lines that lead to them.
    var rooms: [Box] = []
    var leaders: [Segment] = []
  }

  /// A label at one of its places.
  private struct Candidate {
    let place: Drawing.Point
    let anchor: Drawing.Anchor
    let box: Box
    /// The same with a space at both sides: texts side by side need one.
    var room: Box {
      Box(x: box.x.lowerBound - 5...box.x.upperBound + 5, y: box.y)
    }
    let leader: Segment?
    /// How much of marks and other labels it hides or leads through.
    var cost = 0.0
    /// How much of lines it covers.
    var crossed = 0.0
    /// What a reader has to do to get there: a line below all of a name is worth 50 points of a leader.
    var effort: Double { (leader?.length ?? 0) + 0.4 * crossed }

    init(_ text: String, of point: Drawing.Point, at offset: Offset) {
      place = Drawing.Point(x: point.x + offset.x, y: point.y + offset.y)
      anchor = offset.anchor
      box = Box(of: text, at: place, anchor)
      leader = offset.leaderEnd.map { [place] end in
        Segment(from: point, to: Drawing.Point(x: place.x + end.x, y: place.y + end.y))
      }
    }

    mutating func weigh(against placed: Placed, in surroundings: Surroundings) {
      // To hide the edge of a sign is worse than to cross another label's line.
      let hidden = (surroundings.marks + placed.rooms).reduce(0) { sum, other in
        let overlap = box.overlap(with: other)
        return overlap > 0 ? sum + 50 + overlap : sum
      }
      // A line of another label takes up two points of width.
      let cut = placed.leaders.reduce(0) { $0 + 2 * $1.length(within: room) }
      cost = hidden + cut + 8 * box.excess(beyond: surroundings.page)
      crossed = surroundings.lines.reduce(0) { $0 + box.overlap(with: $1) }
      // The point's own sign is no obstacle.
      guard let way = leader?.behind(8) else { return }
      // A line through a letter hides more than its width.
      cost += (surroundings.marks + placed.rooms).reduce(0) { $0 + 8 * way.length(within: $1) }
      cost += placed.leaders.reduce(0) { $0 + (way.crosses($1) ? 20 : 0) }
    }
  }

  /// Labels that choose their places in the order given.
  private static func placed(_ labels: [Label], in surroundings: Surroundings) -> Placed {
    labels.reduce(into: Placed()) { placed, label in
      let candidates = offsets.map { offset in
        var candidate = Candidate(label.text, of: label.point, at: offset)
        candidate.weigh(against: placed, in: surroundings)
        return candidate
      }
      let best = choice(of: candidates)
      placed.rooms.append(best.room)
      if let leader = best.leader {
        placed.leaders.append(leader)
        placed.marks.append(.line(leader.start, leader.end, .leader))
      }
      placed.marks.append(.text(label.text, best.place, best.anchor, .label))
      placed.costs.append(best.cost)
    }
  }

  private static func choice(of candidates: [Candidate]) -> Candidate {
    let free = candidates.filter { $0.cost == 0 }
    let near = free.filter { $0.leader == nil }
    // Where all places near the point lie on lines, one that hides much less of them is worth its distance.
    let bare = near.min { $0.crossed < $1.crossed }.flatMap { least in
      2 * least.crossed < near[0].crossed ? least : nil
    }
    let best =
      bare ?? near.first ?? free.min { $0.effort < $1.effort }
      ?? candidates.min { $0.cost < $1.cost }
    guard let best else { preconditionFailure("there are \(offsets.count) places for a label") }
    return best
  }
}
