import Glibc

// Statistics of a sample of Double; quantiles are exact, over raw samples.

/// The quantile of a sample, interpolated between order statistics; `nil` for no values.
///
/// x₍ₕ₎ at h = (n − 1)·p, counted from 0, and linear between neighbours: "type 7".
///
/// - Precondition: `probability` lies in 0…1.
/// - Cost: O(n log n).
/// - Source: “Sample Quantiles in Statistical Packages”, The American Statistician 50(4), 1996.
public func quantile(_ probability: Double, of values: [Double]) -> Double? {
  quantiles([probability], of: values)?[0]
}

/// Several quantiles of one sample, which is sorted once; `nil` for no values.
///
/// - Precondition: every probability lies in 0…1.
/// - Cost: O(n log n).
public func quantiles(_ probabilities: [Double], of values: [Double]) -> [Double]? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  return probabilities.map { probability in
    precondition((0...1).contains(probability), "probability \(probability) is not in 0…1")
    let position = Double(sorted.count - 1) * probability
    let index = Int(position)
    let fraction = position - Double(index)
    // Not only past the end: a share of 0 of an infinite step would not be 0.
    guard fraction > 0 else { return sorted[index] }
    return sorted[index] + fraction * (sorted[index + 1] - sorted[index])
  }
}

/// The middle of a sample, or the mean of its two middles; `nil` for no values.
///
/// - Cost: O(n log n).
public func median(of values: [Double]) -> Double? {
  quantile(0.5, of: values)
}

/// (Πx)^(1/n), taken through logarithms so that no product overflows; `nil` for no values.
///
/// - Precondition: every value is above 0.
public func geometricMean(of values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  precondition(values.allSatisfy { $0 > 0 }, "a geometric mean needs values above 0")
  return exp(values.reduce(0) { $0 + log($1) } / Double(values.count))
}
