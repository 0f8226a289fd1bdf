import Networks
import Ranks
import Records
import Training

/// A trainer that the first ranks make up together: what this rank is asked for, it has the others do as well.
final class RankedTrainer: MeasuredTrainer {
  private let number: Int
  private let part: RankPart
  private let order: (RankOrder) -> Void
  private(set) var rankReports: [RankReport] = []

  /// - Parameters:
  ///   - number: what orders call it.
  ///   - order: tells the other ranks of the trainer.
  init(_ number: Int, _ part: RankPart, order: @escaping (RankOrder) -> Void) {
    self.number = number
    self.part = part
    self.order = order
  }

  func countParameters() -> [LayerCounts] {
    order(.count(number))
    return part.trainer.countParameters()
  }

  func reset() {
    order(.reset(number))
    part.reset()
  }

  /// Those of this rank: the others' are the same, or `rankFault` tells.
  func weights() -> [NamedTensor] { part.trainer.weights() }

  func run(steps: Int, stepsPerGroup: Int, meter: @Sendable () -> UInt64) -> RunReport {
    order(.run(number, steps: steps, stepsPerGroup: stepsPerGroup))
    let (report, ranks) = part.run(
      steps: steps, stepsPerGroup: stepsPerGroup, meter: meter, watch: nil)
    rankReports = ranks
    return report
  }

  func profile(steps: Int) -> StepProfile {
    order(.profile(number, steps: steps))
    return part.trainer.profile(steps: steps)
  }

  var sharedStep: Replicate.SharedStep? { part.trainer.sharedStep }

  var rankFault: String? {
    order(.compare(number))
    return part.compare()
  }
}
