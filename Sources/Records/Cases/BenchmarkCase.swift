/// A network trained with one batch size in one way: what the thread counts are compared on.
public struct BenchmarkCase: Codable, Sendable, Hashable, CustomStringConvertible {
  /// The catalogue's name of the network.
  public var model: String
  /// Samples in a step.
  public var batchSize: Int
  /// How gradients are summed over the batch, such as `tree`; `nil` where the shape chose.
  @Nullable public var reduction: String?
  /// Whose matrix products the trainer used, such as `cblas:/usr/lib/libopenblas.so.0`; `nil` for
  /// its own.
  @Nullable public var kernels: String?

  /// Creates a case.
  public init(model: String, batchSize: Int, reduction: String? = nil, kernels: String? = nil) {
    self.model = model
    self.batchSize = batchSize
    self.reduction = reduction
    self.kernels = kernels
  }

  /// The case as a sentence names it: `denoise, batch 128`, and how where that was asked for.
  public var description: String {
    (["\(model)", "batch \(batchSize)"] + [reduction, kernels].compactMap(\.self))
      .joined(separator: ", ")
  }
}

/// One row of a table: a case with a number of threads, and of ranks.
public struct Cell: Sendable, Hashable, CustomStringConvertible {
  /// What was trained.
  public var subject: BenchmarkCase
  /// Ranks of MPI; 1 where one process trains.
  public var ranks: Int
  /// Workers asked for, of each rank.
  public var threads: Int
  /// More threads than usable CPUs.
  public var isOversubscribed: Bool

  /// Creates a cell.
  public init(
    subject: BenchmarkCase, ranks: Int = 1, threads: Int, isOversubscribed: Bool = false
  ) {
    self.subject = subject
    self.ranks = ranks
    self.threads = threads
    self.isOversubscribed = isOversubscribed
  }

  /// Who trains it.
  public var team: Team { Team(ranks: ranks, threads: threads) }

  /// The cell as a sentence names it: `denoise, batch 128, 2 threads`.
  public var description: String { "\(subject), \(team)" }
}
