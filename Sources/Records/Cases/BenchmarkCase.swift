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
  /// How ranks share the sums of gradients, such as `chain`; `nil`, and left out of the JSON, where shapes, ranks and
  /// the wire chose.
  public var exchange: String?

  /// Creates a case.
  public init(
    model: String, batchSize: Int, reduction: String? = nil, kernels: String? = nil,
    exchange: String? = nil
  ) {
    self.exchange = exchange
    self.model = model
    self.batchSize = batchSize
    self.reduction = reduction
    self.kernels = kernels
  }

  /// The case as a sentence names it: `denoise, batch 128`, and how where that was asked for.
  public var description: String {
    (["\(model)", "batch \(batchSize)"] + chosen).joined(separator: ", ")
  }
}

extension BenchmarkCase {
  /// One of the ways to compute a step that a sweep makes cases of: an axis of it.
  ///
  /// Suite files, plans, records and reports go by this list; the command line has a flag of the name.
  public struct Choice: Sendable {
    /// Its key in suite files and reports, and its flag without hyphens.
    public let name: String
    /// Its column in spreadsheets.
    public let column: String
    /// Its key in JSON.
    public let key: String
    /// Whether reports have it only where a case has chosen: files of runs before there was this way do not know it.
    public let isSeldom: Bool
    /// The word for what Gradmark does by itself.
    public let usual: String
    /// All words, for a sentence.
    public let remedy: String
    /// Whether a word but the usual one is known.
    public let isKnown: @Sendable (String) -> Bool
    fileprivate let place: any WritableKeyPath<BenchmarkCase, String?> & Sendable
  }

  /// All ways, in the order of files and tables.
  public static let choices = [
    Choice(
      name: "reduction", column: "reduction", key: "reduction", isSeldom: false, usual: "auto",
      remedy: "auto, owned or tree",
      isKnown: { ["owned", "tree"].contains($0) }, place: \.reduction),
    Choice(
      name: "kernels", column: "kernels", key: "kernels", isSeldom: false, usual: "gradmark",
      remedy: "gradmark, direct or cblas:PATH",
      isKnown: { $0 == "direct" || $0.hasPrefix("cblas:") && $0 != "cblas:" }, place: \.kernels),
    // The column `exchange` tells which one it was, whoever chose.
    Choice(
      name: "exchange", column: "asked_exchange", key: "askedExchange", isSeldom: true,
      usual: "auto", remedy: "auto, chain, blocks or samples",
      isKnown: { Replicate.SharedStep.Exchange(rawValue: $0) != nil }, place: \.exchange),
  ]

  /// The ways that reports of some cases have.
  public static func choices(of cases: some Sequence<BenchmarkCase>) -> [Choice] {
    choices.filter { choice in !choice.isSeldom || cases.contains { $0[choice] != nil } }
  }

  /// What was chosen; `nil` for the usual.
  public subscript(choice: Choice) -> String? {
    get { self[keyPath: choice.place] }
    set { self[keyPath: choice.place] = newValue }
  }

  /// What was chosen besides the usual.
  public var chosen: [String] { Self.choices.compactMap { self[$0] } }
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
