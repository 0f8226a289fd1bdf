import Foundation
import Records

/// A library's time of a step over gradmark's with as many ranks and threads, from blocks that were measured in turn:
/// above 1 where gradmark is faster.
public struct PeerRatio: Sendable, Equatable {
  /// How the library was used, in whichever process: `scan`; `nil` where there is one way only.
  public let form: String?
  /// The geometric mean over pairs, with Student's interval, which holds together with those of the run's
  /// other ratios and speed-ups.
  ///
  /// A library's process takes seconds to start, so there are few pairs; the signs of some twenty would not
  /// tell anything for a table of a hundred ratios.
  public let factor: Estimate
  /// The least and the greatest of the medians over the pairs of one process; `nil` where there is one.
  public let processRange: ClosedRange<Double>?
  /// The largest deviation of its first losses from gradmark's, as a share; `nil` of gradmark's own shuffled
  /// training, which has others.
  public let lossDeviation: Double?
  /// What gradmark is against it.
  public let verdict: Verdict

  /// Derives the ratio of a library; `nil` where it shares no round with gradmark.
  ///
  /// - Parameters:
  ///   - team: the ranks and threads that both have.
  ///   - replicates: the library's part of those of a case.
  ///   - own: gradmark's part of the same.
  init?(
    _ team: Team, of replicates: [Replicate], to own: [Replicate],
    _ settings: DerivationSettings
  ) {
    let isMeant: (Replicate.Contestant) -> Bool = { $0.team == team && !$0.isControl }
    let pairs = CellSamples.pairs(
      CellSamples(of: replicates, where: isMeant), CellSamples(of: own, where: isMeant))
    let contestants = [replicates, own].compactMap { replicates in
      replicates.lazy.compactMap { $0.contestants.first(where: isMeant) }.first
    }
    let losses = contestants.compactMap(\.evidence?.losses)
    guard losses.count == 2,
      let ratio = meanEstimate(
        of: zip(pairs.firstSeconds, pairs.secondSeconds).map { log($0 / $1) },
        level: settings.speedupLevel
      )?.map(boundedRatio(ofLogarithm:))
    else { return nil }
    let forms = replicates.compactMap { $0.contestants.first(where: isMeant)?.form }
    form = forms.isEmpty ? nil : Set(forms).sorted().joined(separator: ", ")
    factor = ratio
    processRange = pairs.processRange
    lossDeviation =
      contestants[0].isOfPeer
      ? deviation(of: Array(losses[0].dropLast()), from: Array(losses[1].dropLast())).largest : nil
    verdict = Verdict(on: ratio, processRange: pairs.processRange, floor: settings.floor)
  }
}
