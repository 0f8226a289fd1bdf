import ArgumentParser
import Foundation
import Records
import Suites
import Sweeps

/// Training until predictions are good enough, in place of a sweep.
struct QualityOptions: ParsableArguments {
  @Flag(
    help: """
      Train 'digits' to an accuracy of 90 % and 'denoise' to a gain of 4 dB, from several seeds, \
      and report epochs and seconds.
      """)
  var untilQuality = false

  @Option(
    parsing: .unconditional,
    help: "How many seeds --until-quality trains from, beginning with --seed.")
  var seeds = 5

  /// Sees whether the flags go together.
  ///
  /// - Throws: a `SweepError`.
  func validate(_ plan: SweepPlan) throws {
    guard untilQuality else { return }
    guard (5...1_000).contains(seeds) else {
      throw SweepError(.usage, "--seeds: \(seeds) is out of range; use 5 to 1000")
    }
    guard plan.seed <= UInt64.max - UInt64(seeds) else {
      throw SweepError(
        .usage, "--seed: \(plan.seed) leaves no room for \(seeds) seeds; use a smaller one")
    }
    guard !goals(of: plan).isEmpty else {
      let names = QualityRun.goals.map(\.model).joined(separator: " and ")
      throw SweepError(.usage, "--until-quality trains \(names); choose one of them")
    }
  }

  /// Trains to every goal, with the most threads of the plan that have a CPU each, and logs each
  /// training; those that the log has already are not repeated.
  ///
  /// - Returns: whether all are done, and not interrupted.
  func run(_ plan: SweepPlan, _ log: LogWriter, _ fingerprint: Fingerprint) throws -> Bool {
    let entry = try PlanEntry(
      plan: plan.record, fingerprint: fingerprint, advice: [], date: currentDate())
    let threads = plan.groups.flatMap(\.cells).filter { !$0.isOversubscribed }.map(\.threads).max()
    let pending = goals(of: plan).flatMap { goal in
      let series = QualityRun(
        goal, threads: threads ?? 1, digitsFolder: plan.digitsFolder, date: currentDate)
      return series.pending(
        plan.seed..<plan.seed + UInt64(seeds), after: log.earlier.appending(.plan(entry))
      ).map { (goal: goal, series: series, seed: $0) }
    }
    guard !pending.isEmpty || !log.earlier.isUnder(entry) else { return true }
    try log.append(.plan(entry))
    for (goal, series, seed) in pending {
      let entry = try series.train(seed: seed, isInterrupted: { Interruption.signal != nil }) {
        epoch, value in
        say(
          "\(goal.model), seed \(seed), epoch \(epoch): \(goal.measure) "
            + String(format: "%.3g", value))
      }
      guard let entry else {
        let signal = Interruption.signal ?? SIGINT
        try log.append(.interruption(InterruptionEntry(signal: signal, date: currentDate())))
        return false
      }
      try log.append(.quality(entry))
    }
    return true
  }

  private func goals(of plan: SweepPlan) -> [QualityRun.Goal] {
    QualityRun.goals.filter { goal in plan.groups.contains { $0.entry.name == goal.model } }
  }
}
