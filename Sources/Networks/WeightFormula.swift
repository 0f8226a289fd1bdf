/// How many weights a layer has for each number of units, and the way back.
public enum WeightFormula: Sendable, Hashable {
  /// units × (inputs + 1)
  case dense(inputs: Int, usesBias: Bool)
  /// filters × (channels × height × width + 1)
  case conv2D(channels: Int, kernelSize: Size2D, usesBias: Bool)
  /// units × (features + units + 1)
  case simpleRNN(features: Int, usesBias: Bool)

  /// The units of a layer with so many weights.
  ///
  /// - Precondition: `count` is from 0 to `maximumElementCount`; the formula's own numbers are at
  ///   least 1 and their product is no larger.
  public func units(forParameterCount count: Int) -> Units {
    precondition((0...maximumElementCount).contains(count), "\(count) is no count of weights")
    let below = wholeUnits(atMost: count)
    let isExact = weights(ofUnits: below) == count && below > 0
    return Units(
      formula: self, parameterCount: count, units: isExact ? below : nil, nearestBelow: below)
  }

  /// The same layer on another number of inputs; `nil` beyond what memory can hold.
  public func replacingInputs(with inputs: Int) -> WeightFormula? {
    switch self {
    case .dense(_, let usesBias):
      return Shape([inputs]).elementCount.map { .dense(inputs: $0, usesBias: usesBias) }
    case .simpleRNN(_, let usesBias):
      return Shape([inputs]).elementCount.map { .simpleRNN(features: $0, usesBias: usesBias) }
    case .conv2D(_, let size, let usesBias):
      guard Shape([size.height, size.width, inputs]).elementCount != nil else { return nil }
      return .conv2D(channels: inputs, kernelSize: size, usesBias: usesBias)
    }
  }

  /// The number of weights of a layer with so many units; `nil` beyond what memory can hold.
  public func weights(ofUnits units: Int) -> Int? {
    let perUnit = quadratic.perUnit + (quadratic.isSquare ? units : 0)
    guard let count = checkedProduct([units, perUnit]), count <= maximumElementCount else {
      return nil
    }
    return count
  }

  /// Weights = units × (perUnit + units, where the square counts).
  fileprivate var quadratic: (perUnit: Int, isSquare: Bool) {
    switch self {
    case .dense(let inputs, let usesBias): (inputs + (usesBias ? 1 : 0), false)
    case .conv2D(let channels, let size, let usesBias):
      (channels * size.height * size.width + (usesBias ? 1 : 0), false)
    case .simpleRNN(let features, let usesBias): (features + (usesBias ? 1 : 0), true)
    }
  }

  /// The most units whose weights do not exceed `count`.
  private func wholeUnits(atMost count: Int) -> Int {
    let (perUnit, isSquare) = quadratic
    guard isSquare else { return count / perUnit }
    // The root in the form that cancels nothing. It is exact to a unit, so two steps correct it.
    let (linear, constant) = (Double(perUnit), Double(count))
    let root = 2 * constant / (linear + (linear * linear + 4 * constant).squareRoot())
    var units = Int(root)
    while weights(ofUnits: units).map({ $0 > count }) ?? true { units -= 1 }
    while let next = weights(ofUnits: units + 1), next <= count { units += 1 }
    return units
  }
}

extension WeightFormula {
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
        return "\(solution) = \(grouped(units)) \(formula.noun(units))"
      }
      let neighbours = [nearestBelow, nearestBelow + 1].compactMap { units in
        formula.weights(ofUnits: units).map {
          "\(grouped(units)) would have \(grouped($0))"
        }
      }
      return "\(solution) is no whole number of \(formula.noun(2)): "
        + neighbours.joined(separator: ", ")
    }
  }

  private func noun(_ count: Int) -> String {
    if case .conv2D = self { return count == 1 ? "filter" : "filters" }
    return count == 1 ? "unit" : "units"
  }

  private func solution(parameterCount: Int) -> String {
    let count = grouped(parameterCount)
    switch self {
    case .dense(let inputs, let usesBias):
      return usesBias ? "\(count) / (\(grouped(inputs)) + 1)" : "\(count) / \(grouped(inputs))"
    case .conv2D(let channels, let size, let usesBias):
      let weights = [channels, size.height, size.width].map(grouped).joined(separator: " × ")
      return "\(count) / (\(weights)\(usesBias ? " + 1" : ""))"
    case .simpleRNN:
      let linear = grouped(quadratic.perUnit)
      return "(√(\(linear)² + 4 × \(count)) − \(linear)) / 2"
    }
  }
}
