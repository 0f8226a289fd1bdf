import Records

/// What shows that a run's log is whole, and how many runs it took.
public struct RunEvidence: Sendable, Equatable {
  /// The format of the log.
  public let schema: Schema
  /// The digest of the newest plan, hexadecimal.
  public let planDigest: String
  /// Plans in the log: one for each time that the sweep was begun or gone on with.
  public let planCount: Int
  /// The SHA-256 of the log's last line.
  public let head: String
  /// Why the chain of digests does not hold; `nil` where it does.
  public let chainFault: String?
  /// Child processes that were started; `nil` in a log of the first format.
  public let started: Int?
  /// Child processes whose measurements the tables rest on.
  public let used: Int
  /// Child processes whose measurements stand in no table, by the reason; empty where all do.
  public let omissions: [Omission: Int]
  /// Child processes that ended without measurements.
  public let failed: Int
  /// Times that the sweep was told to stop.
  public let interrupted: Int
  /// What there is of the plan where the sweep did not get to its end; `nil` where it did.
  public let partialRun: PartialRun?

  /// Reads the evidence off a log.
  init(_ log: RunLog, _ selection: Selection) {
    schema = log.schema
    planDigest = log.plans.last?.digest ?? ""
    planCount = log.plans.count
    head = log.head
    chainFault = log.chainFault
    started = log.schema.major == 1 ? nil : log.startCount
    used = selection.results.reduce(0) { $0 + $1.replicates.count }
    omissions = selection.omissions
    failed = log.entries.count { if case .failure = $0 { true } else { false } }
    interrupted = log.interruptionCount
    partialRun = log.partialRun(of: selection)
  }
}
