import Glibc

/// A value and the interval that holds the true one with the confidence that its maker states.
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

/// The median of independent rounds with its interval; `nil` for no values.
///
/// The interval lies between two order statistics, chosen by the sign test: exact for any
/// distribution, without a resampling seed. At 95 % fewer than six values have none, since even the
/// range of five holds the median with 93.75 % only.
///
/// - Parameters:
///   - values: one a round, in any order.
///   - level: the confidence, in 0…1.
/// - Cost: O(n log n).
/// - Source: “Nonparametric Statistical Inference”, 5th ed., 2010, section 5.2.
public func medianEstimate(of values: [Double], level: Double = 0.95) -> Estimate? {
  guard let median = median(of: values) else { return nil }
  guard let rank = lowerRank(count: values.count, level: level) else { return Estimate(median) }
  let sorted = values.sorted()
  return Estimate(median, (sorted[rank], sorted[sorted.count - 1 - rank]))
}

/// The largest index r for which order statistics r and n − 1 − r, counted from 0, hold the median
/// with at least the confidence `level`; `nil` where even the range does not.
///
/// The median lies below the r-th with P(X ≤ r), X binomial(n, ½), and likewise above.
func lowerRank(count: Int, level: Double) -> Int? {
  // In logarithms, as 2⁻ⁿ underflows for long runs.
  var logTerm = -Double(count) * log(2.0)
  var tail = exp(logTerm)
  var rank: Int?
  var index = 0
  let allowed = (1 - level) / 2
  while tail <= allowed && index < count {
    rank = index
    logTerm += log(Double(count - index) / Double(index + 1))
    index += 1
    tail += exp(logTerm)
  }
  return rank
}

/// The confidence of one of `count` intervals that all hold together with `level`.
///
/// 1 − (1 − level)/count; with no interval, `level` itself.
///
/// - Source: “Multiple Comparisons among Means”, Journal of the American Statistical Association
///   56(293), 1961 (Bonferroni's inequality).
public func simultaneousLevel(count: Int, level: Double = 0.95) -> Double {
  1 - (1 - level) / Double(max(1, count))
}

/// The median of the ratios of two series whose values of equal index belong together.
///
/// Taken over logarithms, so that a ratio and its inverse weigh the same.
///
/// - Parameters:
///   - numerators: the values that are asked about.
///   - denominators: what they are compared with, in the same order.
///   - level: the confidence of the interval, in 0…1.
/// - Precondition: every value is above 0.
/// - Returns: `nil` where the series are empty or of different lengths.
public func pairedRatio(
  of numerators: [Double], to denominators: [Double], level: Double = 0.95
) -> Estimate? {
  guard numerators.count == denominators.count else { return nil }
  let logarithms = zip(numerators, denominators).map { log($0 / $1) }
  return medianEstimate(of: logarithms, level: level)?.map(boundedRatio(ofLogarithm:))
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
  return Estimate(
    ratio, (ratio * boundedRatio(ofLogarithm: -down), ratio * boundedRatio(ofLogarithm: up)))
}

/// The ratio of a logarithm, which stays a number: Student's interval of two or three pairs may reach beyond all
/// that a Double can hold, and no table, chart or record has a place for infinity.
package func boundedRatio(ofLogarithm logarithm: Double) -> Double {
  exp(min(max(logarithm, -300), 300))
}
