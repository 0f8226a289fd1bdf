import Networks
import Records

/// A sweep as data: which networks are trained, in which batches, on how many threads, how long.
public struct Suite: Sendable, Equatable {
  /// The networks, each with its own batch sizes, in the order of the sweep.
  public var models: [Model]
  /// The batch sizes of networks that name none.
  public var batchSizes: [Int]
  /// The thread counts, or `nil` for 1, 2, 4, … up to the usable CPUs and that number itself.
  public var threads: [Int]?
  /// Whether the count that `threads: auto` takes is measured beside them.
  public var addsAutomaticThreads = false
  /// The numbers of ranks of MPI, each with every thread count; `nil` where one process trains.
  public var ranks: [Int]?
  /// The ways to compute a step, each a case of its own, by the names of `BenchmarkCase.choices`; `nil` is
  /// the usual one, and all there is where a name is missing.
  public var choices: [String: [String?]] = [:]
  /// Which CPUs a child process may use.
  public var pinning = Pinning.none
  /// Child processes in which each network and batch size is measured.
  public var processes: Int
  /// Measured time of a cell over all processes; without warm-up and verification.
  public var secondsPerCell: Double
  /// The half-width of the speed-ups' intervals at which a process stops early, as a share.
  public var precision: Double

  /// One network of a suite.
  public struct Model: Sendable, Equatable {
    /// The catalogue's name, or what cases call a network out of a file.
    public var name: String
    /// Its batch sizes, or `nil` for the suite's.
    public var batchSizes: [Int]?
    /// The file that it comes out of; `nil` for a network of the catalogue.
    public var file: ModelSource?

    /// Names a network.
    public init(name: String, batchSizes: [Int]? = nil, file: ModelSource? = nil) {
      self.name = name
      self.batchSizes = batchSizes
      self.file = file
    }
  }

  /// Creates a suite; the defaults are those of a suite file that leaves a key out.
  public init(
    models: [Model] = Catalog.entries.map { Model(name: $0.name) },
    batchSizes: [Int] = [32, 128, 1_024], threads: [Int]? = nil, processes: Int = 5,
    secondsPerCell: Double = 2, precision: Double = 0.02
  ) {
    self.models = models
    self.batchSizes = batchSizes
    self.threads = threads
    self.processes = processes
    self.secondsPerCell = secondsPerCell
    self.precision = precision
  }

  /// All cases of a network: its batch sizes, each computed in every way.
  public func cases(of model: Model) -> [BenchmarkCase] {
    let sizes = (model.batchSizes ?? batchSizes).map {
      BenchmarkCase(model: model.name, batchSize: $0)
    }
    return BenchmarkCase.choices.reduce(sizes) { cases, choice in
      cases.flatMap { subject in
        (choices[choice.name] ?? [nil]).map { value in
          var subject = subject
          subject[choice] = value
          return subject
        }
      }
    }
  }

  /// What may be chosen; beyond it a value is a mistake or more than a machine can hold.
  enum Limits {
    static let batchSize = 1...65_536
    /// Linux has room for so many CPUs, and a sweep takes as many threads as there are.
    static let threads = 1...8_192
    /// Beyond it a launcher takes longer to start them than a cell to be measured.
    static let ranks = 1...4_096
    static let processes = 1...1_000
    static let secondsPerCell = 0.001...3_600
    static let precision = 0.0001...1.0
  }
}

/// What a user chooses on the command line in place of what the suite says; `nil` leaves it.
public struct SweepSelection: Sendable, Equatable {
  /// Names from the catalogue or the suite, and paths of model files, in the order of the sweep.
  public var models: [String]?
  /// The batch sizes of every network.
  public var batchSizes: [Int]?
  /// The thread counts of every group.
  public var threads: [Int]?
  /// Whether the count that `threads: auto` takes is among them.
  public var addsAutomaticThreads = false
  /// The numbers of ranks of every group.
  public var ranks: [Int]?
  /// The ways to compute a step, by the names of `BenchmarkCase.choices`.
  public var choices: [String: [String?]] = [:]
  /// Which CPUs a child process may use.
  public var pinning: Pinning?
  /// Texts of which a case's name, such as `denoise/128`, has to contain one; any name if empty.
  public var containing: [String]
  /// Texts of which a case's name may contain none.
  public var notContaining: [String]

  /// Creates a selection.
  public init(
    models: [String]? = nil, batchSizes: [Int]? = nil, threads: [Int]? = nil,
    containing: [String] = [], notContaining: [String] = []
  ) {
    self.models = models
    self.batchSizes = batchSizes
    self.threads = threads
    self.containing = containing
    self.notContaining = notContaining
  }

  /// Whether a case is wanted.
  func admits(_ model: String, _ batchSize: Int) -> Bool {
    let name = "\(model)/\(batchSize)"
    return (containing.isEmpty || containing.contains { name.contains($0) })
      && !notContaining.contains { name.contains($0) }
  }
}

extension Suite {
  /// The suite with a user's choices in place of its own.
  ///
  /// A chosen network that the suite lacks gets the suite's batch sizes.
  ///
  /// - Throws: a `SweepError` that names the flag, the value and the remedy.
  public func selecting(_ selection: SweepSelection) throws(SweepError) -> Suite {
    var suite = self
    if let names = selection.models {
      try requireChoice(names, flag: "--models")
      suite.models = []
      for name in names { suite.models.append(try model(called: name)) }
      if let repeated = firstRepetition(in: suite.models.map(\.name)) {
        throw SweepError(
          .usage, "--models: two networks are called \(quoted(repeated)); rename one of the files")
      }
    }
    if let sizes = selection.batchSizes {
      try requireChoice(sizes, flag: "--batch-sizes", within: Limits.batchSize)
      suite.batchSizes = sizes
      for index in suite.models.indices { suite.models[index].batchSizes = nil }
    }
    if let threads = selection.threads {
      if !selection.addsAutomaticThreads || !threads.isEmpty {
        try requireChoice(threads, flag: "--threads", within: Limits.threads)
      }
      suite.threads = threads
    }
    if selection.threads != nil { suite.addsAutomaticThreads = selection.addsAutomaticThreads }
    if let ranks = selection.ranks {
      try requireChoice(ranks, flag: "--ranks", within: Limits.ranks)
      suite.ranks = ranks
    }
    suite.pinning = selection.pinning ?? pinning
    if suite.ranks != nil, suite.pinning != .none {
      throw SweepError(
        .usage,
        "--pin \(suite.pinning.rawValue): ranks are placed by their launcher; leave --pin out, and tell the "
          + "launcher with --launcher")
    }
    for choice in BenchmarkCase.choices {
      guard let values = selection.choices[choice.name] else { continue }
      try requireChoice(values.map { $0 ?? choice.usual }, flag: "--\(choice.name)")
      suite.choices[choice.name] = values
    }
    try suite.checkExchanges(isFlag: selection.choices[Suite.exchange] != nil)
    return try suite.filtered(by: selection)
  }

  private static let exchange = "exchange"

  /// Refuses exchanges where nobody shares sums, and the chain where sums cannot be handed on.
  private func checkExchanges(isFlag: Bool) throws(SweepError) {
    let asked = (choices[Suite.exchange] ?? []).compactMap(\.self)
    guard let first = asked.first else { return }
    let name = isFlag ? "--exchange" : "'exchange' of the suite"
    guard let most = ranks?.max(), most > 1 else {
      throw SweepError(
        .usage,
        "\(name): \(first) is how ranks share their sums, and one process has nobody to share with; say with "
          + "--ranks how many train together, or leave it out")
    }
    if asked.contains("chain"), choices["reduction"]?.contains("tree") == true {
      throw SweepError(
        .usage,
        "\(name): chain hands on sums in the order of samples, which a tree's are not; leave it out, or "
          + "--reduction tree")
    }
  }

  /// The network that a word of `--models` means.
  private func model(called word: String) throws(SweepError) -> Model {
    if let model = models.first(where: { $0.name == word }) { return model }
    if Catalog.entry(named: word) != nil { return Model(name: word) }
    if let source = ModelSource(word: word) {
      return Model(name: try source.caseName(), file: source)
    }
    let known = Catalog.entries.map(\.name) + models.filter { $0.file != nil }.map(\.name)
    throw SweepError(
      .usage,
      "--models: no network is called \(quoted(word)); \(remedy(for: word, among: known))")
  }

  private func filtered(by selection: SweepSelection) throws(SweepError) -> Suite {
    guard !selection.containing.isEmpty || !selection.notContaining.isEmpty else { return self }
    try requireMatches(selection)
    var suite = self
    suite.models = models.compactMap { model in
      let sizes = (model.batchSizes ?? batchSizes).filter { selection.admits(model.name, $0) }
      return sizes.isEmpty
        ? nil : Model(name: model.name, batchSizes: sizes, file: model.file)
    }
    guard !suite.models.isEmpty else {
      throw SweepError(
        .usage,
        "--filter and --skip leave no case; the names are \(caseNames.joined(separator: ", "))")
    }
    return suite
  }

  private var caseNames: [String] {
    models.flatMap { model in (model.batchSizes ?? batchSizes).map { "\(model.name)/\($0)" } }
  }

  /// A text that no case's name contains chooses nothing: it is a mistake.
  private func requireMatches(_ selection: SweepSelection) throws(SweepError) {
    let names = caseNames
    let kept = names.filter { name in
      selection.containing.isEmpty || selection.containing.contains { name.contains($0) }
    }
    for (flag, texts, names) in [
      ("--filter", selection.containing, names), ("--skip", selection.notContaining, kept),
    ] {
      if let text = texts.first(where: { text in !names.contains { $0.contains(text) } }) {
        throw SweepError(
          .usage,
          "\(flag): no case has \(quoted(text)) in its name; the names are "
            + names.joined(separator: ", "))
      }
    }
  }

  private func requireChoice(
    _ values: [Int], flag: String, within range: ClosedRange<Int>
  ) throws(SweepError) {
    try requireChoice(values, flag: flag)
    if let value = values.first(where: { !range.contains($0) }) {
      throw SweepError(
        .usage,
        "\(flag): \(value) is out of range; use whole numbers "
          + "from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func requireChoice(_ values: [some Hashable], flag: String) throws(SweepError) {
    guard !values.isEmpty else {
      throw SweepError(.usage, "\(flag) is empty; name at least one value or leave the flag out")
    }
    if let repeated = firstRepetition(in: values) {
      throw SweepError(.usage, "\(flag): \(repeated) stands there twice; name each value once")
    }
  }
}

/// The first value that stands in `values` a second time.
func firstRepetition<Value: Hashable>(in values: [Value]) -> Value? {
  var seen: Set<Value> = []
  return values.first { !seen.insert($0).inserted }
}
