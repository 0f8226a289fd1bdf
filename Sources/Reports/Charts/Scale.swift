import Glibc

/// Places numbers along an axis.
struct Scale: Sendable, Equatable {
  /// The numbers at the axis's two ends.
  let domain: ClosedRange<Double>
  /// The places of these ends on the page; the first may be the larger one.
  let start: Double
  let end: Double
  /// Equal factors, not equal steps, are equally long.
  let isLogarithmic: Bool

  /// Where a number stands.
  func callAsFunction(_ value: Double) -> Double {
    let (low, high) = (measure(domain.lowerBound), measure(domain.upperBound))
    guard high > low else { return (start + end) / 2 }
    return start + (end - start) * (measure(value) - low) / (high - low)
  }

  /// Those ticks whose labels keep a distance from each other, the first and the last where both fit.
  func spaced(_ ticks: [Double], by distance: Double) -> [Double] {
    let kept: [Double] = ticks.reduce(into: []) { kept, tick in
      guard let last = kept.last else { return kept.append(tick) }
      if abs(self(tick) - self(last)) >= distance { kept.append(tick) }
    }
    guard let last = ticks.last, kept.count > 1, kept.last != last else { return kept }
    return kept.dropLast() + [last]
  }

  /// Round numbers within the domain whose labels keep a distance: as many as fit, two at least
  /// where the axis is long enough for them.
  func ticks(apart distance: Double) -> [Double] {
    // Below a factor of 2 the decimal ladder is too coarse.
    let isWide = isLogarithmic && domain.upperBound >= 2 * domain.lowerBound
    let fitting = ((isWide ? decimalLadders : []) + evenLadders).filter {
      spaced($0, by: distance) == $0
    }
    return fitting.first { $0.count > 1 } ?? fitting.first ?? []
  }

  /// A logarithmic scale that begins so low that its first tick lies at or below all values, at most a hundredth
  /// lower: of points below the lowest tick nobody could read more than that.
  func withTickBelow(_ values: [Double], apart distance: Double) -> Scale {
    guard isLogarithmic, let least = values.min(), least > 0,
      ticks(apart: distance).first.map({ $0 > least * (1 + 1e-9) }) ?? false
    else { return self }
    let power = pow(10, Double(exponent(of: least)))
    let rounds = [5, 3, 2, 1, 0.5, 0.3, 0.2, 0.1].map { $0 * power }
    let lower = rounds.filter { $0 <= least }.map { low in
      Scale(
        domain: min(low, domain.lowerBound)...domain.upperBound, start: start, end: end,
        isLogarithmic: true)
    }
    return lower.first { ($0.ticks(apart: distance).first ?? .infinity) <= least * (1 + 1e-9) }
      ?? self
  }

  private func measure(_ value: Double) -> Double { isLogarithmic ? log(value) : value }

  /// The same multiples in every power of ten, then fewer and fewer powers; finest first.
  private var decimalLadders: [[Double]] {
    let exponents = exponent(of: domain.lowerBound)...exponent(of: domain.upperBound)
    let multiples: [[Double]] = [
      [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 3, 5], [1, 2, 5], [1, 3],
      [1],
    ]
    let dense = multiples.map { multiples in
      exponents.flatMap { exponent in multiples.map { $0 * pow(10, Double(exponent)) } }
    }
    let sparse = [2, 3, 4, 6].map { step in
      exponents.filter { $0.isMultiple(of: step) }.map { pow(10, Double($0)) }
    }
    return (dense + sparse).map { $0.filter(isInside) }
  }

  /// Multiples of 1, 2 or 5 times a power of ten, finest first.
  private var evenLadders: [[Double]] {
    let last = exponent(of: domain.upperBound - domain.lowerBound)
    return (last - 2...last + 1).flatMap { exponent in
      [1.0, 2, 5].map { multiple in
        let power = pow(10, Double(abs(exponent)))
        let step = exponent < 0 ? multiple / power : multiple * power
        let first = (domain.lowerBound / step).rounded(.up)
        let count = Int(((domain.upperBound - domain.lowerBound) / step).rounded(.down)) + 2
        // Divided by the power, not multiplied by its inverse: 12 · 0.1 is not 1.2.
        return (0..<count).map { first + Double($0) }.map {
          exponent < 0 ? $0 * multiple / power : $0 * step
        }.filter(isInside)
      }
    }
  }

  /// A hair outside still counts: 3 · 0.1 need not be exactly 0.3.
  private func isInside(_ value: Double) -> Bool {
    let slack = (domain.upperBound - domain.lowerBound) * 1e-9
    return value >= domain.lowerBound - slack && value <= domain.upperBound + slack
  }

  private func exponent(of value: Double) -> Int { Int(log10(value).rounded(.down)) }
}

extension Scale {
  /// The domain of a logarithmic axis that shows all values: a margin at both ends, and no less than
  /// a factor of 2.5, which has two round numbers everywhere.
  ///
  /// - Precondition: the values are above 0.
  static func logarithmicDomain(of values: [Double]) -> ClosedRange<Double> {
    let (low, high) = (values.min() ?? 1, values.max() ?? 1)
    let margin = max(pow(high / low, 0.06), (2.5 * low / high).squareRoot(), 1)
    return low / margin...high * margin
  }

  /// The domain of an axis from 0 that shows all values, with a margin at the far end.
  static func linearDomain(of values: [Double]) -> ClosedRange<Double> {
    0...max(1.05 * (values.max() ?? 1), .leastNormalMagnitude)
  }
}
