import Histogram
import Records

/// How the times of single steps spread over all blocks that count.
public struct StepDistribution: Sendable, Equatable {
  /// Steps between two readings of the clock: above 1 the times are means over that many steps.
  public let stepsPerGroup: Int
  /// Timed groups.
  public let groupCount: Int
  /// The shortest and the longest time, and percentiles between, ascending.
  public let percentiles: [Percentile]
  /// The shape of the distribution.
  public let spread: StepSpread
  /// Times outside Tukey's inner fences but inside the outer ones.
  public let mildOutliers: Int
  /// Times outside Tukey's outer fences.
  public let farOutliers: Int

  /// A time that a share of all times does not exceed.
  public struct Percentile: Sendable, Equatable {
    /// The share, in percent.
    public let percent: Double
    /// Seconds, kept to three significant digits.
    public let seconds: Double
  }

  /// The percentiles that are kept.
  static let percents = [0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9, 100]

  /// The time that a share of all times does not exceed.
  ///
  /// - Precondition: `percent` is one of those kept.
  public func seconds(_ percent: Double) -> Double {
    guard let found = percentiles.first(where: { $0.percent == percent }) else {
      preconditionFailure("percentile \(percent) is none of \(Self.percents)")
    }
    return found.seconds
  }

  /// Derives the spread; `nil` without a block.
  init?(of blocks: [Replicate.Block]) {
    let seconds = blocks.flatMap(\.times.secondsOfGroups)
    guard let quartiles = quantiles([0.25, 0.75], of: seconds),
      let middle = median(of: seconds)
    else { return nil }
    spread = StepSpread(of: seconds, median: middle)
    var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
    // In picoseconds, so that the mean over a group of short steps keeps its digits.
    for time in seconds { histogram.record(UInt64((time * 1e12).rounded())) }
    percentiles = Self.percents.map {
      Percentile(percent: $0, seconds: Double(histogram.valueAtPercentile($0)) * 1e-12)
    }
    stepsPerGroup = blocks.map(\.times.stepsPerGroup).max() ?? 1
    groupCount = seconds.count
    let distances = seconds.map { max(quartiles[0] - $0, $0 - quartiles[1]) }
    let range = quartiles[1] - quartiles[0]
    farOutliers = distances.count { $0 > 3 * range }
    mildOutliers = distances.count { $0 > 1.5 * range } - farOutliers
  }
}
