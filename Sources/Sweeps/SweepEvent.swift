import Records

/// What a sweep tells while it runs.
public enum SweepEvent: Sendable {
  /// A process has come to a new phase of a case.
  case measuring(BenchmarkCase, process: Int, Phase, Progress)
  /// A process is done, and its record is saved.
  case finished(Replicate, Progress)
  /// A process has failed, and the reason is saved.
  case failed(BenchmarkCase, process: Int, reason: String, Progress)

  /// What a process is at.
  public enum Phase: Codable, Sendable, Equatable {
    /// Data and trainers are made.
    case preparing
    /// One thread count trains the steps that are compared.
    case verifying(threads: Int)
    /// One thread count takes its turn.
    case measuring(threads: Int)
  }

  /// How far the sweep has come.
  public struct Progress: Sendable, Equatable {
    /// Processes that ended now or before.
    public var finishedProcesses: Int
    /// Processes of the plan.
    public var processCount: Int
    /// The share of the sweep's time that is over, 0…1.
    public var fraction: Double
    /// Estimated from the plan, corrected by what the processes so far took.
    public var secondsLeft: Double
  }
}

/// How a sweep ended.
public struct SweepOutcome: Sendable {
  /// Processes that ended now or before.
  public var finishedProcesses = 0
  /// Processes that had ended before.
  public var earlierProcesses = 0
  /// Whether it was told to stop before the plan was done.
  public var wasInterrupted = false
}
