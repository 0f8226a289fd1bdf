/// What one cell of a sweep left behind: one line of `records.jsonl`.
///
/// Every raw sample is kept; medians, intervals and ratios are derived in `Reports`, never stored.
public struct RunRecord: Codable, Sendable, Equatable {
  /// The version of this format.
  public var schema: Schema
  /// What was measured.
  public var cell: Cell
  /// When the cell was finished, ISO 8601 in UTC.
  public var date: String
  /// Where it was measured, and with which binary.
  public var machine: Machine
  /// The seed of data, start weights and shuffling.
  public var seed: UInt64
  /// The arithmetic of one training step; the model's alone, without the optimizer's.
  public var flopsPerStep: Double
  /// The measurements, in the order of time; the same number for every thread count of a group.
  public var rounds: [Round]
  /// What proves that the work was done.
  public var verification: Verification
  /// What each worker did over all rounds.
  public var workers: [Worker]
  /// Why the cell has no valid time, or `nil` where it has.
  public var failure: String?

  /// A format version: readers accept an equal `major` and any `minor`.
  public struct Schema: Codable, Sendable, Equatable {
    public var major: Int
    public var minor: Int
  }

  /// The coordinates of a cell.
  public struct Cell: Codable, Sendable, Hashable {
    /// The catalogue's name of the network.
    public var model: String
    public var batchSize: Int
    public var threads: Int
    /// More threads than usable CPUs.
    public var isOversubscribed: Bool
    /// Weights in the whole network.
    public var parameterCount: Int
  }

  /// One turn of one thread count.
  public struct Round: Codable, Sendable, Equatable {
    /// Nanoseconds of each timed group of steps.
    public var groupNanoseconds: [Int64]
    /// Steps in a timed group: above 1 where a step is too short for the clock.
    public var stepsPerGroup: Int
    /// The FMA burn of this round on as many threads, flop/s.
    public var peakFlopsPerSecond: Double
  }

  /// Counts, digests and losses that have to agree.
  public struct Verification: Codable, Sendable, Equatable {
    /// Per layer with weights: Keras's figure, the formula, the allocated buffers, and the weights
    /// that the workers' gradients covered in one step.
    public var layers: [LayerCount]
    /// In all, before and after training.
    public var countBeforeTraining: Int
    public var countAfterTraining: Int
    /// SHA-256 of the start weights and of the weights after `digestedSteps` steps, hexadecimal.
    public var startDigest: String
    public var finalDigest: String
    public var digestedSteps: Int
    /// Reported losses of the first and of the last step; `nil` where not finite.
    public var firstLoss: Double?
    public var finalLoss: Double?

    public struct LayerCount: Codable, Sendable, Equatable {
      public var layer: String
      public var reference: Int
      public var formula: Int
      public var buffers: Int
      public var gradients: Int
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
  }
}
