import Networks

/// A table of the weights that layers should have, to check a model against: of all, of some, or the totals
/// alone. What it does not list is not checked.
public struct ExpectedCounts: Sendable, Equatable {
  /// One figure of the table.
  public struct Figure: Sendable, Equatable {
    /// A layer's name, or `total_params`, `trainable_params` or `non_trainable_params`.
    public let name: String
    /// The number of weights.
    public let count: Int

    /// Creates a figure.
    public init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// The layers of the table.
  public let layers: [Figure]
  /// The totals of the table.
  public let totals: [Figure]

  /// Creates a table from figures in any order.
  public init(_ figures: [Figure]) {
    let named = figures.map { Figure(name: Self.totalNames[$0.name] ?? $0.name, count: $0.count) }
    let isTotal = { (figure: Figure) in Self.totalNames[figure.name] != nil }
    layers = named.filter { !isTotal($0) }
    totals = named.filter(isTotal)
  }

  /// The totals by the names that a table may use.
  private static let totalNames = [
    "total": "total_params", "total_params": "total_params", "trainable": "trainable_params",
    "trainable_params": "trainable_params", "non_trainable": "non_trainable_params",
    "non_trainable_params": "non_trainable_params",
  ]
}

extension ExpectedCounts {
  /// One figure of the table beside the network's.
  public struct Comparison: Sendable, Equatable, CustomStringConvertible {
    /// What is counted.
    public let name: String
    /// The table's figure; `nil` where it has none.
    public let expected: Int?
    /// The network's figure; `nil` where it has no such layer, or where it cannot be counted.
    public let actual: Int?
    /// Why the network's figure is not checked; `nil` where it is.
    public var uncheckedReason: String? = nil

    /// Whether both are there and equal.
    public var agrees: Bool { expected == actual && isChecked }

    /// Whether the two could be compared.
    public var isChecked: Bool { uncheckedReason == nil }

    /// One line for a reader.
    public var description: String {
      if let uncheckedReason { return "\(name): not checked, \(uncheckedReason)" }
      return switch (expected, actual) {
      case (let expected?, let actual?):
        agrees
          ? "\(name): \(grouped(actual)), as expected"
          : "\(name): \(grouped(actual)), but \(grouped(expected)) expected"
      case (let expected?, nil):
        "\(quoted(name)): \(grouped(expected)) expected, but the network has no such layer"
      case (nil, _): "\(name): not checked, the table does not list it"
      }
    }
  }

  /// Every figure of the table and every layer with weights, in the network's order.
  public func comparisons(with network: ResolvedNetwork) -> [Comparison] {
    let expected = Dictionary(layers.map { ($0.name, $0.count) }) { _, last in last }
    let known = Set(network.layers.map(\.name))
    let own = network.layers.compactMap { layer -> Comparison? in
      let figure = expected[layer.name]
      guard figure != nil || layer.parameterCount > 0 || layer.uncountedReason != nil else {
        return nil
      }
      let reason = layer.uncountedReason
      return Comparison(
        name: layer.name, expected: figure, actual: reason == nil ? layer.parameterCount : nil,
        uncheckedReason: reason ?? (figure == nil ? "the table does not list it" : nil))
    }
    let missing = layers.filter { !known.contains($0.name) }
      .map { Comparison(name: $0.name, expected: $0.count, actual: nil) }
    let sums = [
      "total_params": network.parameterCount, "trainable_params": network.trainableCount,
      "non_trainable_params": network.parameterCount - network.trainableCount,
    ]
    return own + missing
      + totals.map { total in
        Comparison(
          name: total.name, expected: total.count, actual: sums[total.name],
          uncheckedReason: network.uncountedLayers.isEmpty ? nil : "some layers have no count")
      }
  }
}
