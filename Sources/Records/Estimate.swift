import Glibc

/// A value and the interval that holds the true one with 95 % confidence.
public struct Estimate: Sendable, Equatable {
  /// The best guess.
  public let value: Double
  /// The interval, or `nil` where there are too few rounds for one.
  public let interval: ClosedRange<Double>?

  /// Creates an estimate; bounds may be given in either order.
  public init(_ value: Double, _ bounds: (Double, Double)? = nil) {
    self.value = value
    interval = bounds.map { min($0, $1)...max($0, $1) }
  }

  /// The estimate of a monotonic function of what was estimated.
  public func map(_ transform: (Double) -> Double) -> Estimate {
    Estimate(
      transform(value), interval.map { (transform($0.lowerBound), transform($0.upperBound)) })
  }
}

/// The median of independent rounds with its 95 % interval; `nil` for no values.
///
/// The interval lies between two order statistics, chosen by the sign test: exact for any
/// distribution, without a resampling seed. Fewer than six values have none, since even the range
/// of five holds the median with 93.75 % only.
///
/// - Cost: O(n log n).
/// - Source: “Nonparametric Statistical Inference”, 5th ed., 2010, section 5.2.
public func medianEstimate(of values: [Double]) -> Estimate? {
  guard let median = median(of: values) else { return nil }
  guard let rank = lowerRank(count: values.count) else { return Estimate(median) }
  let sorted = values.sorted()
  return Estimate(median, (sorted[rank], sorted[sorted.count - 1 - rank]))
}

/// The largest index r for which order statistics r and n − 1 − r, counted from 0, hold the median
/// with at least 95 %; `nil` where even the range does not.
///
/// The median lies below the r-th with P(X ≤ r), X binomial(n, ½), and likewise above.
func lowerRank(count: Int) -> Int? {
  // In logarithms, as 2⁻ⁿ underflows for long runs.
  var logTerm = -Double(count) * log(2.0)
  var tail = exp(logTerm)
  var rank: Int?
  var index = 0
  while tail <= 0.025 && index < count {
    rank = index
    logTerm += log(Double(count - index) / Double(index + 1))
    index += 1
    tail += exp(logTerm)
  }
  return rank
}

/// The median of the ratios of two series whose values of equal index belong together.
///
/// Taken over logarithms, so that a ratio and its inverse weigh the same.
///
/// - Precondition: every value is above 0.
/// - Returns: `nil` where the series are empty or of different lengths.
public func pairedRatio(of numerators: [Double], to denominators: [Double]) -> Estimate? {
  guard numerators.count == denominators.count else { return nil }
  return medianEstimate(of: zip(numerators, denominators).map { log($0 / $1) })?.map(exp)
}

/// The ratio of two independent estimates of positive values, with its interval.
///
/// The intervals' half-widths, as logarithms, add like standard deviations, each side by itself.
///
/// - Precondition: values and bounds are above 0.
/// - Returns: a ratio without an interval where one of the estimates has none.
/// - Source: “Construction of Confidence Limits about Effect Measures: A General Approach”,
///   Statistics in Medicine 27(10), 2008.
public func unpairedRatio(of numerator: Estimate, to denominator: Estimate) -> Estimate {
  let ratio = numerator.value / denominator.value
  guard let above = numerator.interval, let below = denominator.interval else {
    return Estimate(ratio)
  }
  let down = hypot(
    log(numerator.value / above.lowerBound), log(below.upperBound / denominator.value))
  let up = hypot(
    log(above.upperBound / numerator.value), log(denominator.value / below.lowerBound))
  return Estimate(ratio, (ratio * exp(-down), ratio * exp(up)))
}
