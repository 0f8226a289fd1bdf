import Glibc
import Records

/// When a child has measured enough: its speed-ups are known precisely, or its time is up.
struct StopRule {
  /// The half-width at which an interval is narrow enough, as a share.
  let precision: Double
  /// The time for all blocks.
  let nanoseconds: Int64

  /// The reason to stop after a round, or `nil` to go on.
  ///
  /// - Parameters:
  ///   - ratios: for each contestant but the first its step times over the first one's, paired by
  ///     undisturbed rounds.
  ///   - elapsed: since the first block.
  func reason(ratios: [[Double]], elapsed: Int64) -> Replicate.Stop? {
    let isPrecise =
      !ratios.isEmpty
      && ratios.allSatisfy { ratios in
        guard
          let interval = pairedRatio(of: ratios, to: ratios.map { _ in 1 })?.interval
        else { return false }
        return log(interval.upperBound / interval.lowerBound) / 2 <= precision
      }
    if isPrecise { return .precise }
    return elapsed >= nanoseconds ? .time : nil
  }
}
