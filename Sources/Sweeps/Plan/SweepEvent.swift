import Records
import Suites

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
    /// One thread count trains the steps that are compared; `ranks` is `nil` where one process does.
    case verifying(threads: Int, ranks: Int? = nil)
    /// One thread count takes its turn.
    case measuring(threads: Int, ranks: Int? = nil)

    /// A team trains the steps that are compared.
    static func verifying(_ team: Team) -> Phase {
      .verifying(threads: team.threads, ranks: team.ranks == 1 ? nil : team.ranks)
    }

    /// A team takes its turn.
    static func measuring(_ team: Team) -> Phase {
      .measuring(threads: team.threads, ranks: team.ranks == 1 ? nil : team.ranks)
    }
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
  /// Why it ended before the plan was done; `nil` where it did not.
  public var end: End?

  /// Why a sweep ends early.
  public enum End: Sendable, Equatable {
    /// It was told to stop.
    case interrupted
    /// The program was built anew meanwhile, and has this SHA-256 now; `nil` where it is gone.
    case otherProgram(String?)
  }

  /// What to tell where the program was built anew: the two are never put together.
  public var programChange: SweepError? {
    guard case .otherProgram(let digest) = end else { return nil }
    let change =
      digest.map { "built anew while the sweep ran, and has the SHA-256 \($0.prefix(16))… now" }
      ?? "removed while the sweep ran"
    return SweepError(
      .unavailable,
      "the program was \(change); what was measured before is kept, but measurements of two programs are never put together: "
        + "run the same command again to measure all with one")
  }
}
