import Records

/// What a sweep tells while it runs.
public enum SweepEvent: Sendable {
  /// A group has come to a new phase.
  case measuring(SweepPlan.Group, Phase, Progress)
  /// A cell is done, and its record is saved.
  case finished(RunRecord, Progress)

  /// What a group is at.
  public enum Phase: Sendable, Equatable {
    /// Data and trainers are made.
    case preparing
    /// One thread count trains the steps that are compared.
    case verifying(threads: Int)
    /// One thread count takes its turn; rounds count from 1.
    case measuring(threads: Int, round: Int, of: Int)
  }

  /// How far the sweep has come.
  public struct Progress: Sendable, Equatable {
    /// Cells measured now or before.
    public var finishedCells: Int
    /// Cells of the plan.
    public var cellCount: Int
    /// Estimated from the plan, corrected by what the groups so far took.
    public var secondsLeft: Double
  }
}

/// How a sweep ended.
public struct SweepOutcome: Sendable {
  /// The records that this sweep added.
  public var records: [RunRecord] = []
  /// Cells that had been measured before.
  public var skippedCells = 0
  /// Whether it was told to stop before the plan was done.
  public var wasInterrupted = false

  /// The records of cells that failed.
  public var failures: [RunRecord] { records.filter { $0.failure != nil } }
}
