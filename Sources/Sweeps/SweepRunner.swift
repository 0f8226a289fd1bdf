import Records

/// Measures the groups of a plan one after the other, and hands over each record as soon as its
/// cell is done.
public struct SweepRunner {
  private let plan: SweepPlan
  private let surroundings: Surroundings

  /// Sets a sweep up.
  public init(plan: SweepPlan, surroundings: Surroundings) {
    self.plan = plan
    self.surroundings = surroundings
  }

  /// Runs the sweep; a cell that fails becomes a record with `failure`, and the sweep goes on.
  ///
  /// - Parameters:
  ///   - earlier: records of the same folder; groups that they hold in full are not measured again.
  ///   - save: keeps a record; what it throws ends the sweep.
  ///   - isInterrupted: asked before every turn; a group cut short leaves no records.
  ///   - report: hears of every phase and every finished cell.
  /// - Throws: what `save` throws.
  public func run(
    resuming earlier: [RunRecord] = [], save: (RunRecord) throws -> Void,
    isInterrupted: @escaping () -> Bool, report: @escaping (SweepEvent) -> Void
  ) throws -> SweepOutcome {
    let resumption = Resumption(
      earlier: earlier, seed: plan.seed, rounds: plan.rounds, machine: surroundings.machine())
    let pending = plan.groups.filter { !resumption.covers($0) }
    let skippedCells = plan.cellCount - pending.reduce(0) { $0 + $1.cells.count }
    var outcome = SweepOutcome(skippedCells: skippedCells)
    var time = RemainingTime(
      estimatedSeconds: pending.reduce(0) { $0 + $1.estimatedSeconds },
      now: surroundings.nanoseconds())
    for group in pending {
      let finished = outcome.skippedCells + outcome.records.count
      let remaining = time
      func progress(finished: Int, fraction: Double) -> SweepEvent.Progress {
        SweepEvent.Progress(
          finishedCells: finished, cellCount: plan.cellCount,
          secondsLeft: remaining.seconds(
            now: surroundings.nanoseconds(), fraction: fraction, ofGroup: group.estimatedSeconds))
      }
      let run = GroupRun(
        group: group, plan: plan, surroundings: surroundings,
        report: { phase, fraction in
          report(.measuring(group, phase, progress(finished: finished, fraction: fraction)))
        }, isInterrupted: isInterrupted)
      guard let records = run.records() else {
        outcome.wasInterrupted = true
        break
      }
      for record in records {
        try save(record)
        outcome.records.append(record)
        let finished = outcome.skippedCells + outcome.records.count
        report(.finished(record, progress(finished: finished, fraction: 1)))
      }
      time.finish(estimatedSeconds: group.estimatedSeconds)
    }
    return outcome
  }
}
