/// What one cell of a sweep left behind: one line of `records.jsonl`.
///
/// Every raw sample is kept; medians, intervals and ratios are derived in `Reports`, never stored.
public struct RunRecord: Codable, Sendable, Equatable {
  /// The version of this format.
  public var schema: Schema
  /// What was measured.
  public var cell: Cell
  /// When the cell was finished: ISO 8601 in UTC, such as `2026-01-31T12:00:00Z`.
  public var date: String
  /// Where it was measured, and with which binary.
  public var machine: Machine
  /// The seed of data, start weights and shuffling.
  public var seed: UInt64
  /// The arithmetic of one training step; the model's alone, without the optimizer's.
  public var flopsPerStep: Double
  /// The measurements, in the order of time; the same number for every thread count of a group,
  /// whose rounds of equal index were measured one after the other.
  public var rounds: [Round]
  /// What proves that the work was done.
  public var verification: Verification
  /// What each worker did over all rounds.
  public var workers: [Worker]
  /// Why the cell has no valid time, or `nil` where it has.
  @Nullable public var failure: String?

  /// Creates a record of this program's schema.
  public init(
    cell: Cell, date: String, machine: Machine, seed: UInt64, flopsPerStep: Double,
    rounds: [Round], verification: Verification, workers: [Worker], failure: String? = nil
  ) {
    schema = .current
    self.cell = cell
    self.date = date
    self.machine = machine
    self.seed = seed
    self.flopsPerStep = flopsPerStep
    self.rounds = rounds
    self.verification = verification
    self.workers = workers
    self.failure = failure
  }
}

extension RunRecord {
  /// A format version: readers accept an equal `major` and any `minor`.
  public struct Schema: Codable, Sendable, Equatable {
    /// Grows when a field is renamed, removed or changes its meaning.
    public var major: Int
    /// Grows when a field is added.
    public var minor: Int

    /// Creates a version.
    public init(major: Int, minor: Int) {
      self.major = major
      self.minor = minor
    }

    /// The version that this program writes.
    public static let current = Schema(major: 1, minor: 0)
  }

  /// The coordinates of a cell.
  public struct Cell: Codable, Sendable, Hashable, CustomStringConvertible {
    /// The catalogue's name of the network.
    public var model: String
    /// Samples in a step.
    public var batchSize: Int
    /// Workers asked for.
    public var threads: Int
    /// More threads than usable CPUs.
    public var isOversubscribed: Bool
    /// Weights in the whole network.
    public var parameterCount: Int

    /// Creates the coordinates of a cell.
    public init(
      model: String, batchSize: Int, threads: Int, isOversubscribed: Bool, parameterCount: Int
    ) {
      self.model = model
      self.batchSize = batchSize
      self.threads = threads
      self.isOversubscribed = isOversubscribed
      self.parameterCount = parameterCount
    }

    /// The coordinates as a sentence names them: `denoise, batch 128, 2 threads`.
    public var description: String {
      "\(model), batch \(batchSize), \(threads) thread\(threads == 1 ? "" : "s")"
    }
  }

  /// One turn of one thread count.
  public struct Round: Codable, Sendable, Equatable {
    /// Nanoseconds of each timed group of steps, in the order of time.
    public var groupNanoseconds: [Int64]
    /// Steps in a timed group: above 1 where a step is too short for the clock.
    public var stepsPerGroup: Int
    /// The FMA burn of this round on as many threads, flop/s.
    public var peakFlopsPerSecond: Double

    /// Creates a round from its raw samples.
    public init(groupNanoseconds: [Int64], stepsPerGroup: Int, peakFlopsPerSecond: Double) {
      self.groupNanoseconds = groupNanoseconds
      self.stepsPerGroup = stepsPerGroup
      self.peakFlopsPerSecond = peakFlopsPerSecond
    }
  }

  /// One worker's share.
  public struct Worker: Codable, Sendable, Equatable {
    /// Pieces of work it did.
    public var pieces: Int
    /// Bytes that jemalloc handed out on its thread during steady steps.
    public var allocatedBytes: Int64
    /// Steady steps over which the bytes were counted.
    public var steps: Int

    /// Creates a worker's share.
    public init(pieces: Int, allocatedBytes: Int64, steps: Int) {
      self.pieces = pieces
      self.allocatedBytes = allocatedBytes
      self.steps = steps
    }
  }
}
