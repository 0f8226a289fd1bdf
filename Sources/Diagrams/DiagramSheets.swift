/// Where a tall diagram is cut, so that its parts fit on sheets of paper with letters that can be read.
struct DiagramSheets {
  /// The heights at which a part begins and ends, from the diagram's top.
  let parts: [ClosedRange<Double>]

  /// Cuts between boxes where there is a place, into parts of about one height.
  ///
  /// - Parameters:
  ///   - height: that of all together.
  ///   - limit: what a part may be high.
  ///   - boxes: what is not cut.
  init(height: Double, limit: Double, sparing boxes: [ClosedRange<Double>]) {
    let gaps = Self.gaps(between: boxes)
    var parts: [ClosedRange<Double>] = [], start = 0.0
    while height - start > limit {
      let count = ((height - start) / limit).rounded(.up)
      let aim = start + (height - start) / count
      let fitting = gaps.filter { $0 > start && $0 <= start + limit }
      // What fills more than a sheet by itself is cut all the same.
      let end = fitting.min { abs($0 - aim) < abs($1 - aim) } ?? aim
      parts.append(start...end)
      start = end
    }
    self.parts = parts + [start...max(start, height)]
  }

  /// The middles of the heights that no box takes up.
  private static func gaps(between boxes: [ClosedRange<Double>]) -> [Double] {
    var bottom = 0.0
    return boxes.sorted { $0.lowerBound < $1.lowerBound }.compactMap { box in
      defer { bottom = max(bottom, box.upperBound) }
      return box.lowerBound > bottom ? ((bottom + box.lowerBound) / 2).rounded() : nil
    }
  }
}

extension NetworkDiagram {
  /// The heights of all that is not cut: layers, and the titles of networks that are layers.
  ///
  /// - Parameter top: where the diagram begins.
  func spared(from top: Double) -> [ClosedRange<Double>] {
    boxes.flatMap { box in
      let y = top + box.y
      guard !box.inside.isEmpty else { return [y...y + box.height] }
      return [y...y + Metrics.boxHeight]
        + box.inside.flatMap { $0.spared(from: y + Metrics.boxHeight) }
    }
  }
}
