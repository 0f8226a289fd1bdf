import Foundation
import Networks
import Ranks
import Records
import Training

/// One rank's part of a trainer that several ranks make up: all of them call the same, at the same time.
final class RankPart {
  let trainer: any MeasuredTrainer
  /// The ranks.
  let group: any RankCrew

  init(_ trainer: any MeasuredTrainer, _ group: any RankCrew) {
    self.trainer = trainer
    self.group = group
  }

  func reset() {
    trainer.reset()
    // Whoever slept is awake when the steps begin that are timed.
    group.meet()
  }

  /// Trains, from a moment on at which all ranks are there.
  ///
  /// - Parameter watch: begins to watch this rank's machine; `nil` where somebody else does.
  /// - Returns: the own report, and what each rank tells of itself.
  func run(
    steps: Int, stepsPerGroup: Int, meter: @Sendable () -> UInt64, watch: Surroundings.Watch?
  ) -> (RunReport, [RankReport]) {
    group.meet()
    let before = group.traffic
    let stopWatching = watch?()
    let report = trainer.run(steps: steps, stepsPerGroup: stepsPerGroup, meter: meter)
    var counters = stopWatching?()
    counters?.lostNanoseconds = report.lostNanoseconds
    let traffic = group.traffic.since(before)
    let own = RankReport(
      turn: Replicate.RankTurn(
        bytesSent: traffic.bytesSent, messagesSent: traffic.messagesSent,
        waitingNanoseconds: traffic.waitingNanoseconds,
        counters: counters),
      workers: report.workers.map { Replicate.Worker($0, steps: steps) })
    return (report, gather(own))
  }

  /// What is wrong with the weights of another rank, as a clause; `nil` where all have the same.
  func compare() -> String? {
    let digests = group.gather(weightDigest(of: trainer.weights()))
    guard let other = digests.firstIndex(where: { $0 != digests[0] }) else { return nil }
    return "weights differ between rank 0 on \(group.hosts[0]) and rank \(other) on "
      + group.hosts[other]
  }

  private func gather(_ own: RankReport) -> [RankReport] {
    let text = (try? RecordCoding.line(own)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return group.gather(text).compactMap {
      try? JSONDecoder().decode(RankReport.self, from: Data($0.utf8))
    }
  }
}

/// What a rank tells of a run.
public struct RankReport: Codable, Sendable, Equatable {
  /// What it sent, how long it waited, and what disturbed it.
  public var turn: Replicate.RankTurn
  /// What its workers did.
  public var workers: [Replicate.Worker]
}
