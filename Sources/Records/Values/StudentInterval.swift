import Glibc

/// The mean of a sample with Student's interval; `nil` for no values, no interval for one.
///
/// Of values that are symmetric about their mean, as differences between two builds that take turns
/// are, the interval holds with more than its confidence where their tails are heavy: one outlier
/// widens it more than it moves the mean.
///
/// - Parameters:
///   - values: the sample.
///   - level: the confidence, in 0…1.
/// - Cost: O(n), and a search for the quantile.
/// - Source: “The Probable Error of a Mean”, Biometrika 6(1), 1908; “Student's t-Test Under Symmetry
///   Conditions”, Journal of the American Statistical Association 64(328), 1969.
public func meanEstimate(of values: [Double], level: Double = 0.95) -> Estimate? {
  guard !values.isEmpty else { return nil }
  let mean = values.reduce(0, +) / Double(values.count)
  guard values.count > 1 else { return Estimate(mean) }
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  let error = (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
  let halfWidth = studentQuantile(level: level, degrees: values.count - 1) * error
  return Estimate(mean, (mean - halfWidth, mean + halfWidth))
}

/// The t for which a value of Student's distribution lies in −t…t with the probability `level`.
///
/// - Precondition: `level` lies in 0..<1, and `degrees` is at least 1.
package func studentQuantile(level: Double, degrees: Int) -> Double {
  precondition((0..<1).contains(level) && degrees > 0, "level \(level), degrees \(degrees)")
  var (low, high) = (0.0, 1.0)
  while studentProbability(within: high, degrees: degrees) < level { high *= 2 }
  // 60 halvings leave no bit of a Double to be settled.
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if studentProbability(within: middle, degrees: degrees) < level {
      low = middle
    } else {
      high = middle
    }
  }
  return high
}

/// The probability that a value of Student's distribution lies in −t…t.
///
/// For whole degrees of freedom the integral is a finite sum of powers of cos θ, tan θ = t/√n.
///
/// - Source: “Handbook of Mathematical Functions”, 1964, 26.7.3 and 26.7.4.
func studentProbability(within t: Double, degrees: Int) -> Double {
  let angle = atan(t / Double(degrees).squareRoot())
  let square = cos(angle) * cos(angle)
  var term = degrees.isMultiple(of: 2) ? 1.0 : cos(angle)
  var sum = degrees == 1 ? 0 : term
  var index = degrees.isMultiple(of: 2) ? 2 : 3
  while index <= degrees - 2 {
    term *= square * Double(index - 1) / Double(index)
    sum += term
    index += 2
  }
  return degrees.isMultiple(of: 2)
    ? sin(angle) * sum : 2 / .pi * (angle + sin(angle) * sum)
}
