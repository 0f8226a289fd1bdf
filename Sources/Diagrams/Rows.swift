import Networks

/// A network's layers in rows, each below all that it takes from, with lanes for arrows that pass.
struct Rows {
  /// A box, or a lane where an arrow passes.
  struct Entry {
    /// The layer's position; `nil` for a lane.
    var layer: Int?
  }

  /// A place in the rows.
  struct Place {
    var row: Int
    var column: Int
  }

  let layers: [ResolvedLayer]
  private(set) var entries: [[Entry]] = []
  /// From a box to another, through lanes.
  private(set) var paths: [[Place]] = []

  init(_ network: ResolvedNetwork) {
    layers = network.layers
    let rows = Self.rows(of: network)
    entries = Array(repeating: [], count: (rows.max() ?? -1) + 1)
    var places: [Place] = []
    for (layer, row) in rows.enumerated() {
      places.append(Place(row: row, column: entries[row].count))
      entries[row].append(Entry(layer: layer))
    }
    for (source, target) in Self.edges(of: network) {
      // A layer that is called on what it returned before has no way down to itself.
      guard rows[source] < rows[target] else { continue }
      var path = [places[source]]
      for row in rows[source] + 1..<rows[target] {
        path.append(Place(row: row, column: entries[row].count))
        entries[row].append(Entry(layer: nil))
      }
      paths.append(path + [places[target]])
    }
  }

  /// One more than the lowest row of all that a layer takes from.
  private static func rows(of network: ResolvedNetwork) -> [Int] {
    let positions = positions(of: network)
    var rows = [Int](repeating: 0, count: network.layers.count)
    for call in network.calls {
      for input in call.inputs {
        guard let source = positions[input.layer], source != call.layer else { continue }
        rows[call.layer] = max(rows[call.layer], rows[source] + 1)
      }
    }
    return rows
  }

  private static func positions(of network: ResolvedNetwork) -> [String: Int] {
    Dictionary(
      network.layers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Who takes from whom, each pair once, in the order of the calls.
  static func edges(of network: ResolvedNetwork) -> [(source: Int, target: Int)] {
    let positions = positions(of: network)
    var seen: Set<[Int]> = []
    return network.calls.flatMap { call in
      call.inputs.compactMap { input in
        guard let source = positions[input.layer], seen.insert([source, call.layer]).inserted else {
          return nil
        }
        return (source, call.layer)
      }
    }
  }
}
