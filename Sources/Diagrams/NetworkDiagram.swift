import Networks

/// A network as boxes and arrows: what stands where, before it is written in a format.
///
/// Each layer stands below all that it takes from, so arrows point down; arrows past several rows have
/// lanes of their own between the boxes. Networks that are layers are frames around their own boxes.
public struct NetworkDiagram: Sendable, Equatable {
  /// What a layer becomes.
  public struct Box: Sendable, Equatable {
    /// The layer's name and class.
    public let title: String
    /// The shape of its output, and how many weights it has.
    public let detail: String
    /// The left edge.
    public var x: Double
    /// The upper edge.
    public var y: Double
    /// From the left edge to the right one.
    public let width: Double
    /// From the upper edge to the lower one.
    public let height: Double
    /// Whether training changes none of its weights.
    public let isFrozen: Bool
    /// What stands inside, at places within this box.
    public let inside: [NetworkDiagram]
  }

  /// A tensor on its way from a layer to one that takes it.
  public struct Arrow: Sendable, Equatable {
    /// The corners of its path, from below a box to above another.
    public var points: [Point]
  }

  /// A place.
  public struct Point: Sendable, Equatable {
    /// From the left.
    public var x: Double
    /// From above.
    public var y: Double
  }

  /// The boxes in the order of the network's layers.
  public let boxes: [Box]
  /// The arrows between them.
  public let arrows: [Arrow]
  /// The width of all together.
  public let width: Double
  /// The height of all together.
  public let height: Double

  /// Lays out a network.
  ///
  /// - Cost: linear in the boxes and in the rows that arrows pass.
  public init(_ network: ResolvedNetwork) {
    self.init(Rows(network))
  }

  private init(_ rows: Rows) {
    let sizes = rows.layers.map(Self.size)
    let heights = rows.entries.map { row in
      row.map { entry in entry.layer.map { sizes[$0].height } ?? 0 }.max() ?? 0
    }
    let widths = rows.entries.map { row in
      row.reduce(-Metrics.gap) { sum, entry in
        sum + Metrics.gap + (entry.layer.map { sizes[$0].width } ?? Metrics.lane)
      }
    }
    let width = widths.max() ?? 0
    var places: [[Point]] = [], boxes = [Box?](repeating: nil, count: rows.layers.count), y = 0.0
    for (index, row) in rows.entries.enumerated() {
      var x = (width - widths[index]) / 2
      places.append(
        row.map { entry in
          let size = entry.layer.map { sizes[$0] } ?? (width: Metrics.lane, height: heights[index])
          let top = y + (heights[index] - size.height) / 2
          if let layer = entry.layer {
            boxes[layer] = Self.box(rows.layers[layer], x: x, y: top, size: size)
          }
          defer { x += size.width + Metrics.gap }
          return Point(x: x + size.width / 2, y: top)
        })
      y += heights[index] + Metrics.rowGap
    }
    self.width = width
    height = max(0, y - Metrics.rowGap)
    self.boxes = boxes.compactMap(\.self)
    arrows = rows.paths.map { path in
      Arrow(
        points: path.enumerated().flatMap { step, place -> [Point] in
          let point = places[place.row][place.column], bottom = point.y
          let entry = rows.entries[place.row][place.column]
          let tall = entry.layer.map { sizes[$0].height } ?? heights[place.row]
          if step == 0 { return [Point(x: point.x, y: bottom + tall)] }
          if step == path.count - 1 { return [point] }
          return [point, Point(x: point.x, y: bottom + tall)]
        })
    }
  }

  private static func size(_ layer: ResolvedLayer) -> (width: Double, height: Double) {
    guard let inner = layer.inner else {
      let letters = Double(max(title(layer).count, detail(layer).count))
      return (max(Metrics.boxWidth, letters * Metrics.letter + 16), Metrics.boxHeight)
    }
    let diagram = NetworkDiagram(inner)
    return (
      max(Metrics.boxWidth, diagram.width) + 2 * Metrics.margin,
      diagram.height + Metrics.boxHeight + Metrics.margin
    )
  }

  private static func box(
    _ layer: ResolvedLayer, x: Double, y: Double, size: (width: Double, height: Double)
  ) -> Box {
    Box(
      title: title(layer), detail: detail(layer), x: x, y: y, width: size.width,
      height: size.height,
      isFrozen: !layer.parameters.isEmpty && layer.parameters.allSatisfy { !$0.isTrainable },
      inside: layer.inner.map { [NetworkDiagram($0)] } ?? [])
  }

  static func title(_ layer: ResolvedLayer) -> String {
    let name = printable(layer.name)
    return "\(name) (\(printable(layer.description.layer.className)))"
  }

  static func detail(_ layer: ResolvedLayer) -> String {
    let count = layer.uncountedReason == nil ? grouped(layer.parameterCount) : "?"
    return "\(layer.outputShape) · \(count)"
  }
}

/// Lengths in points.
enum Metrics {
  static let boxWidth = 190.0
  static let boxHeight = 40.0
  static let rowGap = 26.0
  static let gap = 18.0
  static let lane = 10.0
  static let margin = 14.0
  static let letter = 6.2
}
