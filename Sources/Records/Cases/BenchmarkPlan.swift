/// What a sweep set out to measure, written down before its first sample.
///
/// Its digest stands in the log and under every table: whoever repeats a sweep until the numbers
/// please leaves more starts than the plan has processes.
public struct BenchmarkPlan: Codable, Sendable, Equatable {
  /// The cases in the order in which they are measured.
  public var cases: [PlannedCase]
  /// Child processes for each case.
  public var processes: Int
  /// The time that one cell gets, over all processes.
  public var secondsPerCell: Double
  /// The half-width of the speed-up's interval at which a process stops early, as a share.
  public var precision: Double
  /// The seed of data, start weights, shuffling, and the order of blocks.
  public var seed: UInt64
  /// Which CPUs the workers of a child may use: `none`, `compact`, `cores` or `scatter`.
  public var pinning: String
  /// Digits read from files, or drawn from the seed.
  public var usesRecordedDigits: Bool
  /// Who trains each case, in turns; `nil`, and left out of the JSON, for the program that measures
  /// alone, so that the digests of plans before 2.3 stay what they were.
  public var implementations: [Implementation]?
  /// What settles the verdicts of a duel of two builds; `nil`, and left out, in a sweep.
  public var duel: DuelTerms?

  /// The networks that came out of files; `nil`, and left out, where all are of the catalogue.
  public var models: [Model]?

  /// Creates a plan.
  public init(
    cases: [PlannedCase], processes: Int, secondsPerCell: Double, precision: Double, seed: UInt64,
    pinning: String = "none", usesRecordedDigits: Bool = false,
    implementations: [Implementation]? = nil, duel: DuelTerms? = nil, models: [Model]? = nil
  ) {
    self.models = models
    self.implementations = implementations
    self.duel = duel
    self.cases = cases
    self.processes = processes
    self.secondsPerCell = secondsPerCell
    self.precision = precision
    self.seed = seed
    self.pinning = pinning
    self.usesRecordedDigits = usesRecordedDigits
  }

  /// Who trains.
  public struct Implementation: Codable, Sendable, Equatable {
    /// What it is called: `A` and `B` in a duel, `gradmark` and the names of libraries beside them.
    public var name: String
    /// The SHA-256 of its program, hexadecimal; of a library that of its driver and of the packages that
    /// it asks for.
    public var program: String
    /// The library and its version, as its driver tells them; `nil`, and left out of the JSON, for a build
    /// of gradmark.
    public var version: String?

    /// What this project's own trainer is called beside other libraries, at the work that they do.
    public static let gradmark = "gradmark"
    /// The same trainer at the work of a sweep without libraries, which shuffles samples and takes metrics.
    public static let shuffled = "gradmark-shuffled"

    /// Whether it is this project's own trainer, at either work.
    public var isOwn: Bool { Self.isOwn(name) }

    /// Whether a name is that of this project's own trainer, at either work.
    static func isOwn(_ name: String) -> Bool { [gradmark, shuffled].contains(name) }

    /// Names an implementation.
    public init(name: String, program: String, version: String? = nil) {
      self.name = name
      self.program = program
      self.version = version
    }
  }

  /// A network out of a model file: all that it takes to train it anywhere, in the words of Keras 3.
  public struct Model: Codable, Sendable, Equatable {
    /// What cases call it.
    public var name: String
    /// The network and its compilation, as `model.to_json()` writes them.
    public var json: String
    /// Keras's figures by layer, out of a table or of the file's weights; `nil`, and left out, where there
    /// are none.
    public var counts: [String: Int]?

    /// Describes a network.
    public init(name: String, json: String, counts: [String: Int]? = nil) {
      self.name = name
      self.json = json
      self.counts = counts
    }

    /// The SHA-256 of the JSON, hexadecimal: what cases of this network have among their `files`.
    public var digest: String { sha256(json.utf8) }
  }

  /// The network of that name that came out of a file; `nil` for one of the catalogue.
  public func model(named name: String) -> Model? { models?.first { $0.name == name } }

  /// The libraries beside gradmark; empty in any other sweep, and in a duel.
  public var peers: [Implementation] {
    duel == nil ? (implementations ?? []).filter { !$0.isOwn } : []
  }

  /// A case with the thread counts that take turns on it.
  public struct PlannedCase: Codable, Sendable, Equatable {
    /// What is trained.
    public var subject: BenchmarkCase
    /// Thread counts, ascending.
    public var threads: [Int]
    /// Numbers of ranks, ascending, each with every thread count; `nil`, and left out of the JSON, where one
    /// process trains.
    public var ranks: [Int]?
    /// Weights in the whole network.
    public var parameterCount: Int
    /// The thread count that `threads: auto` takes for it; `nil` where that was not recorded.
    @Nullable public var automaticThreads: Int?
    /// What the case reads besides the program: the SHA-256 of its content by what it is for, such as
    /// `digits` or `kernels`. `nil`, and left out of the JSON, where it reads nothing; so the digests of
    /// plans before 2.2, which did not record it, stay what they were.
    public var files: [String: String]?

    /// The key of recorded digits among `files`.
    public static let digitsFile = "digits"
    /// The key of a library of products among `files`.
    public static let kernelsFile = "kernels"
    /// The key of a network out of a file among `files`.
    public static let modelFile = "model"
    /// The key of a file of samples among `files`.
    public static let dataFile = "data"

    /// Creates a planned case.
    public init(
      subject: BenchmarkCase, threads: [Int], ranks: [Int]? = nil, parameterCount: Int,
      automaticThreads: Int? = nil, files: [String: String]? = nil
    ) {
      self.subject = subject
      self.threads = threads
      self.ranks = ranks
      self.parameterCount = parameterCount
      self.automaticThreads = automaticThreads
      self.files = files
    }

    /// Who takes turns.
    public var teams: [Team] { Team.all(ranks: ranks ?? [1], threads: threads) }
  }

  /// The SHA-256 of the plan's JSON with sorted keys, in hexadecimal.
  ///
  /// - Throws: a `RecordError` where a number is not finite.
  public func digest() throws -> String {
    do {
      return sha256(try RecordCoding.line(self))
    } catch {
      throw RecordError(.malformed, "the plan holds a number that is not finite")
    }
  }

  /// The digest of all that makes a replicate of one case comparable with another: two replicates
  /// with equal digests, of one machine and binary, may stand in for each other.
  ///
  /// - Throws: as `digest()`.
  public func digest(of planned: PlannedCase) throws -> String {
    var single = self
    single.cases = [planned]
    single.models = model(named: planned.subject.model).map { [$0] }
    return try single.digest()
  }

  /// Whether a case of this plan read other files than the same network with the same kernels does in
  /// another plan, so that its results are not that plan's.
  func readsOtherFiles(for subject: BenchmarkCase, than other: BenchmarkPlan) -> Bool {
    guard let mine = planned(like: subject), let theirs = other.planned(like: subject) else {
      return false
    }
    return mine.files != theirs.files
  }

  /// A case of the same network with the same kernels; `nil` where the plan has none.
  public func planned(like subject: BenchmarkCase) -> PlannedCase? {
    cases.first { $0.subject.model == subject.model && $0.subject.kernels == subject.kernels }
  }

  /// The digest of each case; empty where a number is not finite, which no plan of a log is.
  package func caseDigests() -> [BenchmarkCase: String] {
    let digests = try? cases.map { ($0.subject, try digest(of: $0)) }
    return Dictionary(digests ?? []) { _, last in last }
  }
}
