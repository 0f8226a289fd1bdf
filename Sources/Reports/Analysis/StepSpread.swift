import Glibc
import Records

/// The times of all steps over their median, in bins of equal factors: the shape of a distribution, which a
/// few percentiles joined by lines would make up.
public struct StepSpread: Sendable, Equatable {
  /// The share of the timed groups in each bin; what lies beyond an end is in the bin there.
  public let shares: [Double]

  /// Where nearly all steps of a quiet machine are.
  static let domain = 0.75...2.0
  /// 2.1 % wide each.
  static let binCount = 48

  /// Counts times.
  ///
  /// - Parameters:
  ///   - seconds: the time of a step in each timed group, above 0.
  ///   - median: theirs.
  init(of seconds: [Double], median: Double) {
    var counts = [Double](repeating: 0, count: Self.binCount)
    let octaves = log2(Self.domain.upperBound / Self.domain.lowerBound)
    for time in seconds where time > 0 && median > 0 {
      let place = log2(time / median / Self.domain.lowerBound) / octaves
      let bin = Int(min(max(place, 0), 1) * Double(Self.binCount))
      counts[min(bin, Self.binCount - 1)] += 1
    }
    shares = counts.map { $0 / Double(max(1, seconds.count)) }
  }
}
