/// A layer of a common kind that has just so many weights, where only their number is known.
public struct WeightReading: Sendable, Equatable, CustomStringConvertible {
  /// What layer, with what is known of its inputs: `Dense n→n`.
  public let kind: String
  /// The features, channels or units that it takes.
  public let inputs: Int
  /// Its units or filters.
  public let units: Int
  /// `514 × (514 + 1)`
  public let arithmetic: String

  /// `Dense n→n: 514 × (514 + 1) = 264,710, with 514 units`
  public var description: String { "\(kind): \(arithmetic), \(grouped(inputs))→\(grouped(units))" }

  /// All of them, the likeliest kinds first.
  ///
  /// A dense layer from any number of inputs has a reading for every divisor, those of the catalogue and of round
  /// sizes first; those are left out in which it would have more units than inputs, or only one input, and
  /// beyond twelve the least likely. One of more than 32,768 inputs a unit is meant only where there is no
  /// other reading.
  ///
  /// - Precondition: `count` is from 1 to `maximumElementCount`.
  /// - Cost: O(√count).
  public static func all(of count: Int) -> [WeightReading] {
    precondition((1...maximumElementCount).contains(count), "\(count) is no count of weights")
    let dense = dense(count).enumerated().sorted {
      ($1.element.likelihood, $0.offset) < ($0.element.likelihood, $1.offset)
    }.map(\.element)
    // Numbers with hundreds of divisors say little by them.
    let readings =
      square(count) + recurrent(count) + convolutions(count) + embeddings(count)
      + dense.filter { $0.inputs / $0.units <= 32_768 }.prefix(12)
    let all = readings.isEmpty ? Array(dense.prefix(12)) : readings
    return all.filter(\.isCatalogued) + all.filter { !$0.isCatalogued }
  }

  private static func square(_ count: Int) -> [WeightReading] {
    units(WeightFormula("unit", terms: [[1]], isSquare: true), count).map {
      WeightReading(
        kind: "Dense n→n", inputs: $0, units: $0,
        arithmetic: "\(grouped($0)) × (\(grouped($0)) + 1) = \(grouped(count))")
    }
  }

  /// Recurrent layers on one feature, and on as many as they have units.
  private static func recurrent(_ count: Int) -> [WeightReading] {
    let kinds = [("SimpleRNN", 1, 1), ("LSTM", 4, 1), ("GRU", 3, 2)]
    func reading(
      _ kind: String, _ inputs: Int, _ units: Int, gates: Int, biases: Int
    ) -> WeightReading {
      let sum = "(\(grouped(inputs)) + \(grouped(units)) + \(biases))"
      return WeightReading(
        kind: kind, inputs: inputs, units: units,
        arithmetic: (gates == 1 ? "" : "\(gates) × ")
          + "\(grouped(units)) × \(sum) = \(grouped(count))")
    }
    let onOne = kinds.flatMap { kind, gates, biases in
      units(
        WeightFormula("unit", terms: [[1], [biases]], multiple: gates, isSquare: true), count
      ).map { reading("\(kind) on one feature", 1, $0, gates: gates, biases: biases) }
    }
    let square = kinds.compactMap { kind, gates, biases -> WeightReading? in
      // gates × n × (2n + biases) = count
      guard count % gates == 0 else { return nil }
      let (each, bias) = (count / gates, Double(biases))
      let root = Int((bias * bias + 8 * Double(each)).squareRoot() / 4)
      return (max(1, root - 1)...root + 1).first { $0 * (2 * $0 + biases) == each }
        .map { reading("\(kind) n→n", $0, $0, gates: gates, biases: biases) }
    }
    // Of one unit both are the same layer.
    return onOne + square.filter { $0.units > 1 }
  }

  /// Tables of whole thousands of rows, in the widths that vectors of words have.
  private static func embeddings(_ count: Int) -> [WeightReading] {
    ((4...10).map { 1 << $0 } + [50, 100, 200, 300]).compactMap { width in
      let rows = count / width
      guard count % width == 0, rows % 1_000 == 0, (1_000...50_000).contains(rows) else {
        return nil
      }
      return WeightReading(
        kind: "Embedding", inputs: rows, units: width,
        arithmetic: "\(grouped(rows)) × \(grouped(width)) = \(grouped(count))")
    }
  }

  /// 3×3 convolutions of pictures in grey or colour, and of 8, 16, 32, … channels.
  private static func convolutions(_ count: Int) -> [WeightReading] {
    ([1, 3] + (3...11).map { 1 << $0 }).flatMap { channels in
      units(WeightFormula("filter", terms: [[3, 3, channels], [1]]), count).compactMap { filters in
        // A picture becomes at least as many channels as it had, but not thousands for each.
        guard filters >= 4, filters % 4 == 0, filters <= 256 * channels else { return nil }
        return WeightReading(
          kind: "Conv2D 3×3", inputs: channels, units: filters,
          arithmetic:
            "(3 × 3 × \(grouped(channels)) + 1) × \(grouped(filters)) = \(grouped(count))")
      }
    }
  }

  private static func dense(_ count: Int) -> [WeightReading] {
    (1...max(1, Int(Double(count).squareRoot()))).compactMap {
      units -> WeightReading? in
      let inputs = count / units - 1
      guard count % units == 0, inputs > 1, units < inputs else { return nil }
      return WeightReading(
        kind: "Dense", inputs: inputs, units: units,
        arithmetic: "(\(grouped(inputs)) + 1) × \(grouped(units)) = \(grouped(count))")
    }
  }

  private static func units(_ formula: WeightFormula, _ count: Int) -> [Int] {
    formula.units(forParameterCount: count).units.map { [$0] } ?? []
  }
}

extension WeightReading {
  /// How likely a dense layer of these sizes is meant: one of the catalogue most of all, then by how many of
  /// its sizes are round.
  fileprivate var likelihood: Int {
    isCatalogued ? 3 : [inputs, units].count(where: Self.isRound)
  }

  /// Whether it is a dense layer that a network of the catalogue has.
  fileprivate var isCatalogued: Bool {
    kind.hasPrefix("Dense") && Self.catalogued.contains([inputs, units])
  }

  /// Inputs and units of the dense layers that networks of the catalogue have.
  private static let catalogued: Set<[Int]> = Set(
    Catalog.entries.compactMap { try? $0.network.resolved() }.flatMap(\.layers).compactMap {
      layer in
      guard let dense = layer.description.layer as? Dense,
        let inputs = layer.inputShape.axes.last.flatMap(\.self)
      else { return nil }
      return [inputs, dense.units]
    })

  /// Whether people choose a size, or it comes out of a square picture: 10, 128, 784.
  private static func isRound(_ size: Int) -> Bool {
    let root = Int(Double(size).squareRoot().rounded())
    return size % 10 == 0 || size & (size - 1) == 0 || root * root == size
  }
}
