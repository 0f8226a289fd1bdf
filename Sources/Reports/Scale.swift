import Glibc

/// Places numbers along an axis.
struct Scale: Sendable {
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

  /// Those ticks whose labels keep a distance from each other, the first always.
  func spaced(_ ticks: [Double], by distance: Double) -> [Double] {
    ticks.reduce(into: []) { kept, tick in
      guard let last = kept.last else { return kept.append(tick) }
      if abs(self(tick) - self(last)) >= distance { kept.append(tick) }
    }
  }

  private func measure(_ value: Double) -> Double { isLogarithmic ? log(value) : value }
}

/// The members of …, 1, 2, 5, 10, 20, 50, … from the last at or below a range to the first at or
/// above it.
///
/// - Precondition: the range lies above 0.
func decimalTicks(around range: ClosedRange<Double>) -> [Double] {
  let first = Int(log10(range.lowerBound).rounded(.down))
  let last = Int(log10(range.upperBound).rounded(.up))
  let ladder = (first...last).flatMap { exponent in
    [1.0, 2, 5].map { $0 * pow(10, Double(exponent)) }
  }
  let low = ladder.last { $0 <= range.lowerBound } ?? ladder[0]
  let high = ladder.first { $0 >= range.upperBound } ?? ladder[ladder.count - 1]
  return ladder.filter { (low...high).contains($0) }
}

/// Multiples from 0 of a step of 1, 2 or 5 times a power of ten, at most `count` steps, that reach
/// a value.
///
/// - Precondition: the value is above 0.
func linearTicks(reaching value: Double, count: Int) -> [Double] {
  let least = value / Double(count)
  let step = decimalTicks(around: least...least).last { $0 >= least } ?? least
  let steps = Int((value / step - 1e-9).rounded(.up))
  return (0...max(1, steps)).map { Double($0) * step }
}
