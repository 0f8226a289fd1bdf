/// A layer of a common kind that has just so many weights, where only their number is known.
public struct WeightReading: Sendable, Equatable, CustomStringConvertible {
  /// Its class, of a convolution with the taps: `Dense`, `Conv2D 3×3`.
  let layer: String
  /// What is known of its inputs: ` n→n`, ` on one feature`, or nothing.
  var note = ""
  /// The features, channels or units that it takes.
  public let inputs: Int
  /// Its units or filters.
  public let units: Int
  /// `514 × (514 + 1)`
  public let arithmetic: String
  /// How many points speak for it: how round its sizes are, and how rarely a count fits its kind by chance.
  let likelihood: Int

  /// What layer, with what is known of its inputs: `Dense n→n`.
  public var kind: String { layer + note }

  /// `Dense n→n: 514 × (514 + 1) = 264,710, with 514 units`
  public var description: String { "\(kind): \(arithmetic), \(grouped(inputs))→\(grouped(units))" }

  /// The most readings that are told: numbers with hundreds of divisors say little by them.
  public static let mostReadings = 12

  /// The likeliest of them, those first that a network of the catalogue has.
  ///
  /// A dense layer has two readings for every way to write the count as a product, one narrowing and one
  /// widening. Those that are far-fetched are meant only where there is no other one.
  ///
  /// - Precondition: `count` is from 1 to `maximumElementCount`.
  /// - Cost: O(√count).
  public static func all(of count: Int) -> [WeightReading] {
    precondition((1...maximumElementCount).contains(count), "\(count) is no count of weights")
    let readings =
      convolutions(count, taps: 3) + normalizations(count) + dense(count)
      + convolutions(count, taps: 1) + recurrent(count) + embeddings(count)
    let likely = readings.filter { $0.isCatalogued || !$0.isFarFetched }
    let ranked = (likely.isEmpty ? readings : likely).enumerated().map { place, reading in
      (reading, rank: (reading.isCatalogued ? 0 : 1, -reading.likelihood, place))
    }
    return ranked.sorted { $0.rank < $1.rank }.prefix(mostReadings).map(\.0)
  }

  /// Layers from every number of inputs, the more even ones first.
  private static func dense(_ count: Int) -> [WeightReading] {
    (1...max(1, Int(Double(count).squareRoot()))).reversed().flatMap {
      divisor -> [WeightReading] in
      let other = count / divisor
      guard other * divisor == count else { return [] }
      let sizes: [(inputs: Int, units: Int)] = [(other - 1, divisor), (divisor - 1, other)]
      return sizes.prefix(other == divisor ? 1 : 2).filter { $0.inputs > 0 }.map {
        dense(inputs: $0.inputs, units: $0.units, count)
      }
    }
  }

  private static func dense(inputs: Int, units: Int, _ count: Int) -> WeightReading {
    guard inputs != units else {
      return WeightReading(
        layer: "Dense", note: " n→n", inputs: units, units: units,
        arithmetic: "\(grouped(units)) × (\(grouped(units)) + 1) = \(grouped(count))",
        // Few counts are n · (n + 1), so that it hardly matters which n it is.
        likelihood: 8)
    }
    return WeightReading(
      layer: "Dense", inputs: inputs, units: units,
      arithmetic: "(\(grouped(inputs)) + 1) × \(grouped(units)) = \(grouped(count))",
      // One feature would fit every even count.
      likelihood: (inputs == 1 ? 1 : inputs.roundness) + units.roundness)
  }

  /// Recurrent layers on one feature, and on as many as they have units.
  private static func recurrent(_ count: Int) -> [WeightReading] {
    let kinds = [("SimpleRNN", 1, 1), ("LSTM", 4, 1), ("GRU", 3, 2)]
    func reading(
      _ layer: String, _ note: String, _ inputs: Int, _ units: Int, gates: Int, biases: Int
    ) -> WeightReading {
      let sum = "(\(grouped(inputs)) + \(grouped(units)) + \(biases))"
      return WeightReading(
        layer: layer, note: note, inputs: inputs, units: units,
        arithmetic: (gates == 1 ? "" : "\(gates) × ")
          + "\(grouped(units)) × \(sum) = \(grouped(count))",
        likelihood: 2 * units.roundness)
    }
    let onOne = kinds.flatMap { layer, gates, biases in
      units(
        WeightFormula("unit", terms: [[1], [biases]], multiple: gates, isSquare: true), count
      ).map { reading(layer, " on one feature", 1, $0, gates: gates, biases: biases) }
    }
    let square = kinds.compactMap { layer, gates, biases -> WeightReading? in
      // gates × n × (2n + biases) = count
      guard count % gates == 0 else { return nil }
      let (each, bias) = (count / gates, Double(biases))
      let root = Int((bias * bias + 8 * Double(each)).squareRoot() / 4)
      return (max(1, root - 1)...root + 1).first { $0 * (2 * $0 + biases) == each }
        .map { reading(layer, " n→n", $0, $0, gates: gates, biases: biases) }
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
        layer: "Embedding", inputs: rows, units: width,
        arithmetic: "\(grouped(rows)) × \(grouped(width)) = \(grouped(count))",
        likelihood: rows.roundness + width.roundness + 1)
    }
  }

  /// Convolutions of 8, 16, 32, … channels, those of several taps also of pictures in grey or colour.
  private static func convolutions(_ count: Int, taps: Int) -> [WeightReading] {
    let pictures: [Int] = taps == 1 ? [] : [1, 3]
    return (pictures + (3...11).map { 1 << $0 }).flatMap { channels in
      units(WeightFormula("filter", terms: [[taps, taps, channels], [1]]), count)
        .compactMap { filters in
          // A picture becomes at least as many channels as it had, but not thousands for each.
          guard filters >= 4, filters % 4 == 0, filters <= 256 * channels else { return nil }
          // One tap is a dense layer's arithmetic, which says little for a convolution.
          guard taps > 1 || filters >= 8 && filters.isPowerOfTwo else { return nil }
          return WeightReading(
            layer: "Conv2D \(taps)×\(taps)", inputs: channels, units: filters,
            arithmetic: "(\(taps) × \(taps) × \(grouped(channels)) + 1) × "
              + "\(grouped(filters)) = \(grouped(count))",
            likelihood: 3 + filters.roundness + (taps > 1 ? 1 : 0))
        }
    }
  }

  /// Four numbers for each channel, the two that do not learn included.
  private static func normalizations(_ count: Int) -> [WeightReading] {
    let channels = count / 4
    guard count % 4 == 0, channels % 8 == 0, channels <= 2_048 else { return [] }
    return [
      WeightReading(
        layer: "BatchNormalization", inputs: channels, units: channels,
        arithmetic: "4 × \(grouped(channels)) = \(grouped(count))",
        likelihood: 2 * channels.roundness)
    ]
  }

  private static func units(_ formula: WeightFormula, _ count: Int) -> [Int] {
    formula.units(forParameterCount: count).units.map { [$0] } ?? []
  }
}
