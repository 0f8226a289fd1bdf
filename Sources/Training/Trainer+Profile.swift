import Clocks

/// Where the time of some steps went, by worker and part.
public struct StepProfile: Sendable {
  /// The time that all steps took, start and end of the workers included.
  public internal(set) var wallNanoseconds: Int64 = 0
  /// For each worker asked for its time in every part, in nanoseconds; zeros for one that never
  /// came.
  public internal(set) var workers: [[StepPart: Int64]] = []

  package init() {}

  /// Time of a worker that went to no part: waiting for others, or for the worker to come.
  public func waitingNanoseconds(worker: Int) -> Int64 {
    wallNanoseconds - workers[worker].values.reduce(0, +)
  }
}

extension Trainer {
  /// Runs steps on the loaded data with readings of the clock between their parts.
  ///
  /// The steps are those of `run`, to the bit, and slower by the readings: four a chunk of shards
  /// and three a block of weights, some 25 ns each. No step allocates.
  ///
  /// - Parameter steps: above 0.
  public func profile(steps: Int) -> StepProfile {
    precondition(steps > 0, "\(steps) steps")
    let tables = Tables()
    let totals = WorkerTotals(workers: team.size, tables: tables)
    plan.step.profile = totals
    defer { plan.step.profile = nil }
    var profile = StepProfile()
    let start = RawClock.nanoseconds()
    withExtendedLifetime(tables) {
      train(steps: steps) { _ in }
      profile.wallNanoseconds = RawClock.nanoseconds() - start
      profile.workers = (0..<team.size).map { worker in
        let totals = totals.totals(worker: worker)
        return Dictionary(
          uniqueKeysWithValues: StepPart.allCases.map { ($0, totals[$0.rawValue]) })
      }
    }
    return profile
  }
}
