/// How many weights a layer has for each number of units, and the way back.
///
/// Weights = multiple × (units × (sum of terms) + units², where the layer's output meets itself).
public struct WeightFormula: Sendable, Hashable {
  /// What is counted: a unit, a filter, a row.
  public let noun: String
  /// Several of them.
  public let plural: String
  /// What each unit has, as a sum of products: inputs and a bias are [[514], [1]].
  public let terms: [[Int]]
  /// How many times the layer has all this: once for each gate.
  public let multiple: Int
  /// Whether each unit has a weight for every unit, too.
  public let isSquare: Bool

  /// Describes how weights follow from units.
  ///
  /// - Precondition: all numbers are at least 1, and their sums and products no larger than
  ///   `maximumElementCount`.
  public init(
    _ noun: String, plural: String? = nil, terms: [[Int]], multiple: Int = 1,
    isSquare: Bool = false
  ) {
    self.noun = noun
    self.plural = plural ?? noun + "s"
    self.terms = terms
    self.multiple = multiple
    self.isSquare = isSquare
  }

  /// The same for a layer that has everything so many times.
  func repeated(_ count: Int) -> WeightFormula {
    WeightFormula(
      noun, plural: plural, terms: terms, multiple: multiple * count, isSquare: isSquare)
  }

  /// The units of a layer with so many weights.
  ///
  /// - Precondition: `count` is from 0 to `maximumElementCount`.
  public func units(forParameterCount count: Int) -> Units {
    precondition((0...maximumElementCount).contains(count), "\(count) is no count of weights")
    let below = wholeUnits(atMost: count)
    let isExact = weights(ofUnits: below) == count && below > 0
    return Units(
      formula: self, parameterCount: count, units: isExact ? below : nil, nearestBelow: below)
  }

  /// The number of weights of a layer with so many units; `nil` beyond what memory can hold.
  public func weights(ofUnits units: Int) -> Int? {
    let each = perUnit + (isSquare ? units : 0)
    guard let count = checkedProduct([multiple, units, each]), count <= maximumElementCount else {
      return nil
    }
    return count
  }

  /// The sum of the terms.
  fileprivate var perUnit: Int { terms.reduce(0) { $0 + $1.reduce(1, *) } }

  /// The most units whose weights do not exceed `count`.
  private func wholeUnits(atMost count: Int) -> Int {
    guard isSquare else { return count / (multiple * perUnit) }
    // The root in the form that cancels nothing. It is exact to a unit, so two steps correct it.
    let (linear, constant) = (Double(perUnit), Double(count) / Double(multiple))
    let root = 2 * constant / (linear + (linear * linear + 4 * constant).squareRoot())
    var units = Int(root)
    while weights(ofUnits: units).map({ $0 > count }) ?? true { units -= 1 }
    while let next = weights(ofUnits: units + 1), next <= count { units += 1 }
    return units
  }
}

extension WeightFormula {
  /// The formulas of the layers that most networks are made of, by their names.
  ///
  /// - Parameter inputs: the features, channels or rows that each takes.
  /// - Precondition: `inputs` is from 1 to `maximumElementCount`.
  public static func common(inputs: Int) -> [(kind: String, formula: WeightFormula)] {
    let unit = { (multiple: Int, biases: Int) in
      WeightFormula("unit", terms: [[inputs], [biases]], multiple: multiple, isSquare: true)
    }
    let formulas = [
      ("Dense", WeightFormula("unit", terms: [[inputs], [1]])),
      ("Dense without bias", WeightFormula("unit", terms: [[inputs]])),
      ("SimpleRNN", unit(1, 1)), ("LSTM", unit(4, 1)), ("GRU", unit(3, 2)),
      ("Conv2D 1×1", WeightFormula("filter", terms: [[inputs], [1]])),
      ("Embedding", WeightFormula("number a row", plural: "numbers a row", terms: [[inputs]])),
    ]
    // No layer that fits into memory takes so many channels.
    guard inputs <= maximumElementCount / 16 else { return formulas }
    return formulas + [("Conv2D 3×3", WeightFormula("filter", terms: [[3, 3, inputs], [1]]))]
  }

  /// The answer to: how many units make so many weights?
  public struct Units: Sendable, Equatable, CustomStringConvertible {
    /// What was solved.
    public let formula: WeightFormula
    /// The number of weights asked about.
    public let parameterCount: Int
    /// The units, or `nil` where no whole number has just these weights.
    public let units: Int?
    /// The most units that have no more weights.
    public let nearestBelow: Int

    /// The arithmetic: `264,710 / (514 + 1) = 514 units`.
    public var description: String {
      let solution = formula.solution(parameterCount: parameterCount)
      if let units {
        return "\(solution) = \(counted(units, formula.noun, formula.plural))"
      }
      let neighbours = [nearestBelow, nearestBelow + 1].compactMap { units in
        formula.weights(ofUnits: units).map {
          "\(grouped(units)) would have \(grouped($0))"
        }
      }
      return "\(solution) is no whole number of \(formula.plural): "
        + neighbours.joined(separator: ", ")
    }
  }

  private func solution(parameterCount: Int) -> String {
    let count = grouped(parameterCount)
    if isSquare {
      let linear = grouped(perUnit)
      let share = multiple == 1 ? count : "\(count) / \(multiple)"
      return "(√(\(linear)² + 4 × \(share)) − \(linear)) / 2"
    }
    let sum = terms.map(product).joined(separator: " + ")
    let divisor = terms.count > 1 || terms[0].count > 1 ? "(\(sum))" : sum
    return multiple == 1 ? "\(count) / \(divisor)" : "\(count) / \(multiple) / \(divisor)"
  }
}
