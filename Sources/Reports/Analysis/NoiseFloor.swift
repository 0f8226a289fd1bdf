import Glibc
import Records

/// How far two equal trainers of one session lie apart: no smaller effect is one. Between sessions a
/// machine may differ by more.
///
/// In every process a second trainer with the threads of another takes turns with it. The distance of
/// a case is the median of the paired ratios of their step times. In a duel, whose processes have no
/// second trainer, consecutive turns of the base are taken for turns of two trainers.
public struct NoiseFloor: Sendable, Equatable {
  /// The 95 % quantile of the distances over cases, the largest below 20 cases, as a share: 0.01
  /// where equal trainers differ by 1 %.
  public let share: Double
  /// Cases with an A/A control.
  public let caseCount: Int
  /// Pairs of blocks in all of them.
  public let pairCount: Int

  /// Derives the floor from the replicates of each case; `nil` where no case has an A/A control.
  init?(of cases: [[Replicate]]) {
    let ratios = cases.compactMap(Self.logRatios)
    let distances = ratios.compactMap { median(of: $0).map(abs) }
    guard let floor = quantile(distances.count < 20 ? 1 : 0.95, of: distances) else { return nil }
    share = exp(floor) - 1
    caseCount = distances.count
    pairCount = ratios.reduce(0) { $0 + $1.count }
  }

  /// The logarithms of an A/A control's times over its original's; `nil` without a pair. The processes of a
  /// case may have controls of different thread counts.
  private static func logRatios(_ replicates: [Replicate]) -> [Double]? {
    let logarithms = replicates.flatMap { replicate -> [Double] in
      guard let control = replicate.contestants.first(where: { $0.isControl && $0.failure == nil })
      else {
        return logRatiosOfTurns(replicate)
      }
      let pairs = CellSamples.pairs(
        CellSamples(of: [replicate]) { $0.isControl },
        CellSamples(of: [replicate]) {
          $0.team == control.team && $0.implementation == control.implementation && !$0.isControl
        })
      return zip(pairs.firstSeconds, pairs.secondSeconds).map { log($0 / $1) }
    }
    return logarithms.isEmpty ? nil : logarithms
  }

  /// The logarithms of the ratios of consecutive turns of a duel's base, of which every other one is turned
  /// round, so that what drifts cancels; empty where there is no duel.
  private static func logRatiosOfTurns(_ replicate: Replicate) -> [Double] {
    let threads = replicate.contestants.first { $0.implementation == DuelTerms.base }?.threads
    let samples = CellSamples(of: [replicate]) {
      $0.implementation == DuelTerms.base && $0.threads == threads
    }
    let seconds = samples.blocks.map(\.secondsPerStep)
    return (0..<seconds.count / 2).map { pair in
      let ratio = log(seconds[2 * pair] / seconds[2 * pair + 1])
      return (pair + replicate.process).isMultiple(of: 2) ? ratio : -ratio
    }
  }
}
