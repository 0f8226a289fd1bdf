import Glibc

/// What a ratio of speeds says.
public enum Verdict: String, Sendable, CaseIterable {
  /// The whole interval lies above 1, and the ratio beyond the noise floor.
  case faster
  /// The whole interval lies below 1, and the ratio beyond the noise floor.
  case slower
  /// The whole interval lies so near 1 that the difference does not matter.
  case same
  /// None of these: more measurements could tell.
  case inconclusive

  /// Judges a ratio that is above 1 where the subject is faster.
  ///
  /// - Parameters:
  ///   - ratio: with its interval; without one nothing can be told.
  ///   - floor: the noise floor as a share; without one nothing is faster or slower.
  ///   - margin: the share by which a speed may change without it mattering; 0 where every change
  ///     matters.
  public init(on ratio: Estimate?, floor: Double?, margin: Double) {
    guard let ratio, let interval = ratio.interval else {
      self = .inconclusive
      return
    }
    let isBeyondFloor = floor.map { abs(log(ratio.value)) > log1p($0) } ?? false
    if isBeyondFloor, interval.lowerBound > 1 {
      self = .faster
    } else if isBeyondFloor, interval.upperBound < 1 {
      self = .slower
    } else if interval.lowerBound >= 1 / (1 + margin), interval.upperBound <= 1 + margin, margin > 0
    {
      self = .same
    } else {
      self = .inconclusive
    }
  }
}
