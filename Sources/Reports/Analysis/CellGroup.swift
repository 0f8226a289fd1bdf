import Records

/// The thread counts of one case, and of one number of ranks.
public struct CellGroup: Sendable, Equatable {
  /// What was trained.
  public let subject: BenchmarkCase
  /// The library that trained it; `nil` for gradmark.
  public let library: String?
  /// How many ranks of MPI trained it together; 1 where one process did.
  public let ranks: Int
  /// Weights in the network.
  public let parameterCount: Int
  /// The SHA-256 of the files that it read, by what they are for; empty where it read none.
  public let files: [String: String]
  /// The SHA-256 of the data that it trained on, hexadecimal; `nil` where that was not recorded.
  public let dataDigest: String?
  /// The model's arithmetic in a step; `nil` where no process has measured.
  public let flopsPerStep: Double?
  /// One result a thread count, ascending.
  public let cells: [CellResult]
  /// How the case scales with threads; `nil` without a speed-up.
  public let scaling: Scaling?
  /// The most memory that one of its processes ever held.
  public let peakMemoryBytes: Int64?
  /// Why its processes ended, with how many did so, the commonest first.
  public let stops: [Stop]

  /// A reason to stop measuring.
  public struct Stop: Sendable, Equatable {
    /// The reason.
    public let reason: Replicate.Stop
    /// Processes that stopped for it.
    public let count: Int
  }

  /// The network as tables name it, and how it was trained where that was asked for.
  public var label: String { subject.label }

  /// Samples in a step.
  public var batchSize: Int { subject.batchSize }

  /// The result with that many threads, if it is there.
  public func cell(threads: Int) -> CellResult? {
    cells.first { $0.cell.threads == threads }
  }

  /// Whether that many threads have measured one thread's work once more, as one worker took part by design. Tables
  /// have both numbers; of the two none is picked for its luck.
  func isRepeated(threads: Int) -> Bool {
    guard let cell = cell(threads: threads), threads > 1, cell.measurement != nil, !cell.isShared
    else { return false }
    return self.cell(threads: 1)?.measurement != nil
  }
}

/// One cell: a measurement, or the reason why it has none.
public struct CellResult: Sendable, Equatable {
  /// Which cell.
  public let cell: Cell
  /// The library that trained it; `nil` for gradmark.
  public let library: String?
  /// Weights in the network.
  public let parameterCount: Int
  /// What came out.
  public let outcome: State
  /// SHA-256 of the weights after training, hexadecimal; empty where there are none.
  public let digest: String
  /// A library's time against gradmark's; `nil` for gradmark, and where either has none.
  public let peerRatio: PeerRatio?

  /// A cell that fails its verification is an error, not a time.
  public enum State: Sendable, Equatable {
    /// Verified numbers.
    case measured(Measurement)
    /// What does not agree, as a clause.
    case failed(String)
    /// Why a library does not take part, as a clause.
    case refused(String)
  }

  /// The numbers, where the cell is verified.
  public var measurement: Measurement? {
    if case .measured(let measurement) = outcome { measurement } else { nil }
  }

  /// Whether threads shared the work, as they do not where a step is too short for two: false with one
  /// thread.
  public var isShared: Bool {
    cell.team.workers > 1 && measurement?.participation.isShared != false
  }

  /// Why there are none, where it is not.
  public var failure: String? {
    if case .failed(let reason) = outcome { reason } else { nil }
  }

  /// Why a library does not take part.
  public var refusal: String? {
    if case .refused(let reason) = outcome { reason } else { nil }
  }
}
