import Networks
import Records
import Suites
import TensorFiles
import Training

/// What a sweep will measure: cases in groups of cells, and how long it takes.
public struct SweepPlan: Sendable {
  /// The groups in the order in which they are measured.
  public internal(set) var groups: [Group]
  /// Child processes for each group; pairs of them in a duel, which may have up to twice as many of some
  /// groups, and fewer of others.
  public internal(set) var processes: Int
  /// Measured time of a cell, over all processes.
  public internal(set) var secondsPerCell: Double
  /// The half-width of the speed-ups' intervals at which a process stops early, as a share.
  public internal(set) var precision: Double
  /// Who trains each case in turns; `nil` for this program alone.
  public internal(set) var implementations: [BenchmarkPlan.Implementation]?
  /// What settles the verdicts of a duel; `nil` in a sweep.
  public internal(set) var duel: DuelTerms?
  /// The seed of data, start weights, shuffling, and the order of turns.
  public let seed: UInt64
  /// Which CPUs a child may use.
  public let pinning: Pinning
  /// A folder with MNIST's four files for `digits`; `nil` draws digits.
  public let digitsFolder: String?
  /// CPUs that this process may use, affinity mask and quota considered.
  public let usableCPUs: Int

  /// One network at one batch size: the thread counts that take turns on the same data.
  public struct Group: Sendable {
    /// The network.
    public let entry: Catalog.Entry
    /// The network as the record holds it, where it came out of a file; `nil` for one of the catalogue.
    public let model: BenchmarkPlan.Model?
    /// A file with the samples that it is trained on; `nil` where data are made, or are digits.
    public let dataFile: String?
    /// What is trained.
    public let subject: BenchmarkCase
    /// One cell a number of ranks and of threads, ascending.
    public let cells: [Cell]
    /// Weights in the whole network.
    public let parameterCount: Int
    /// What `threads: auto` takes: as many of the usable CPUs as the work of a step is worth.
    public let automaticThreads: Int
    /// The SHA-256 of what the case reads besides the program, by what it is for; `nil` where it reads
    /// nothing.
    public let files: [String: String]?
    /// The layers with weights, in Keras's order.
    let weightedLayers: [ResolvedLayer]
    /// The arithmetic of one step by the network's shapes.
    let flopsPerStep: Double
    /// The least bytes that one step moves where nothing stays in a cache.
    let bytesPerStep: Double
    /// The steps over which loss and weights are verified: settled by shape alone, so that digests
    /// agree between machines.
    public let verifiedSteps: Int
    /// Whether batches come in order and nothing but the loss is computed: the work that other libraries
    /// are asked for.
    public internal(set) var isOrdered = false
    /// How each worker is bound to a CPU of its own.
    var pinning = Pinning.none

    /// The case with its thread counts, as the plan in the log has it.
    var planned: BenchmarkPlan.PlannedCase {
      BenchmarkPlan.PlannedCase(
        subject: subject, threads: threads, ranks: ranks, parameterCount: parameterCount,
        automaticThreads: automaticThreads, files: files)
    }

    /// The thread counts, ascending.
    var threads: [Int] { Set(cells.map(\.threads)).sorted() }

    /// The numbers of ranks, ascending; `nil` where one process trains.
    var ranks: [Int]? {
      let counts = Set(cells.map(\.ranks)).sorted()
      return counts == [1] ? nil : counts
    }
  }

  /// The number of cells in all groups.
  public var cellCount: Int { groups.reduce(0) { $0 + $1.cells.count } }

  /// The number of child processes.
  public var processCount: Int { groups.count * processes }

  /// The most ranks of any cell; `nil` where one process trains all of them.
  public var launchedRanks: Int? { groups.compactMap { $0.ranks?.max() }.max() }

  /// The most threads of any rank.
  public var mostThreads: Int { groups.flatMap(\.cells).map(\.threads).max() ?? 1 }

  /// About how long the sweep takes.
  public var estimatedSeconds: Double { groups.reduce(0) { $0 + estimatedSeconds(of: $1) } }

  /// About how long all processes of a group take.
  public func estimatedSeconds(of group: Group) -> Double {
    let cells = Double(group.cells.count * (implementations?.count ?? 1))
    // The control, which a duel does without, takes turns like a cell.
    let measuring = (cells + (duel == nil ? 1 : 0)) * secondsPerCell
    let verifying = cells * group.verifyingSeconds * Double(processes)
    let libraries = Double(record.peers.count * group.cells.count)
    let starting =
      Self.presumedOverheadSeconds + libraries * Self.presumedLibrarySeconds
      + (group.ranks == nil ? 0 : Self.presumedLaunchSeconds)
    return measuring + verifying + starting * Double(processes)
  }

  /// About how long one process of a group takes.
  func estimatedSecondsOfProcess(of group: Group) -> Double {
    estimatedSeconds(of: group) / Double(processes)
  }

  /// The same cases for two builds that take turns.
  ///
  /// - Parameters:
  ///   - builds: the base, then the candidate.
  ///   - terms: the margin, and how verdicts are reached.
  public func dueling(_ builds: [BenchmarkPlan.Implementation], _ terms: DuelTerms) -> SweepPlan {
    var plan = self
    plan.implementations = builds
    plan.duel = terms
    plan.processes = max(processes, DuelTerms.leastPairs)
    // What tells builds apart are processes: there are more of them, with less time each.
    plan.secondsPerCell *= 0.75
    // A process ends with its time: what it would stop for are speed-ups, which nobody asks for.
    plan.precision = 0
    return plan
  }

  /// The same cases for gradmark and other libraries, which take turns at the same work: batches in order,
  /// and nothing but the loss.
  ///
  /// - Parameters:
  ///   - implementations: gradmark, then the libraries.
  ///   - singles: the names of those that train in single processes only.
  /// - Throws: a `SweepError` where such a library is to train over ranks, or where a cell has more threads than
  ///   CPUs: each thread of a library has a CPU.
  public func beside(
    _ implementations: [BenchmarkPlan.Implementation], singles: [String] = []
  ) throws -> SweepPlan {
    if launchedRanks != nil, let single = singles.first {
      throw SweepError(
        .usage,
        "--ranks: \(single) trains in single processes; leave --ranks out, or it, and have torch-ddp train over "
          + "ranks")
    }
    let crowds = groups.flatMap(\.cells).filter { $0.isOversubscribed && $0.ranks == 1 }
    if let crowd = crowds.first {
      throw SweepError(
        .usage,
        "--threads: \(crowd.threads) are more than the \(usableCPUs) CPUs that this process may use, and "
          + "beside other libraries each thread has one; choose 1 to \(usableCPUs)")
    }
    var plan = self
    plan.implementations = implementations
    plan.groups = groups.map { group in
      var group = group
      group.isOrdered = true
      return group
    }
    return plan
  }

  /// The plan as the log has it.
  public var record: BenchmarkPlan {
    BenchmarkPlan(
      cases: groups.map(\.planned), processes: processes, secondsPerCell: secondsPerCell,
      precision: precision, seed: seed, pinning: pinning.rawValue,
      usesRecordedDigits: digitsFolder != nil, implementations: implementations, duel: duel,
      models: models.isEmpty ? nil : models)
  }

  /// The networks that came out of files, each once.
  private var models: [BenchmarkPlan.Model] {
    groups.compactMap(\.model).reduce(into: []) { all, model in
      if !all.contains(model) { all.append(model) }
    }
  }

  /// What one process of a group is told.
  func job(_ group: Group, process: Int) throws -> MeasuringJob {
    MeasuringJob(
      subject: group.subject, threads: group.threads, ranks: group.ranks, usableCPUs: usableCPUs,
      process: process, caseDigest: try record.digest(of: group.planned), seed: seed,
      secondsPerContestant: secondsPerCell / Double(processes), precision: precision,
      files: group.files, model: group.model, dataFile: group.dataFile, digitsFolder: digitsFolder,
      isOrdered: group.isOrdered ? true : nil, pinning: pinning == .none ? nil : pinning)
  }

  /// Lays a suite out for a machine.
  ///
  /// - Parameters:
  ///   - suite: what is to be measured.
  ///   - usableCPUs: the CPUs that this process may use, affinity mask and quota considered.
  ///   - seed: settles data, start weights, shuffling, and the order of turns.
  ///   - digitsFolder: a folder with MNIST's four files for `digits`; `nil` draws digits.
  ///   - recordings: the suite's networks out of files, read.
  /// - Throws: a `ModelError` where a network is impossible, a `FileError` or a `LibraryError` where a file
  ///   that cases read cannot be used, a `SweepError` for a network that nobody knows.
  public init(
    suite: Suite, usableCPUs: Int, seed: UInt64, digitsFolder: String? = nil,
    recordings: [BenchmarkPlan.Model] = []
  ) throws {
    let files = try CaseFiles(digitsFolder: digitsFolder)
    let threads = (suite.threads ?? Self.threadCounts(upTo: usableCPUs)).sorted()
    var groups: [Group] = []
    for model in suite.models {
      let recording = recordings.first { $0.name == model.name }
      let entry = try Catalog.Entry(named: model.name, recording: recording)
      for subject in suite.cases(of: model) {
        groups.append(
          try Group(
            entry: entry, subject: subject, threads: threads, ranks: suite.ranks ?? [1],
            usableCPUs: usableCPUs, model: recording, dataFile: model.file?.data,
            files: Self.digests(of: subject, model, recording, files),
            addsAutomatic: suite.addsAutomaticThreads))
      }
    }
    self.groups = groups
    self.usableCPUs = usableCPUs
    self.seed = seed
    pinning = suite.pinning
    self.digitsFolder = digitsFolder
    processes = suite.processes
    secondsPerCell = suite.secondsPerCell
    precision = suite.precision
  }

  /// The digests of the files that a case reads; what is wrong with its samples is told with the suite and the
  /// key that name them.
  private static func digests(
    of subject: BenchmarkCase, _ model: Suite.Model, _ recording: BenchmarkPlan.Model?,
    _ files: CaseFiles
  ) throws -> [String: String]? {
    do {
      return try files.digests(of: subject, model: recording, dataFile: model.file?.data)
    } catch let error as FileError {
      guard let suite = model.file?.suite, error.path == model.file?.data else { throw error }
      throw SweepError(
        error.problem == .malformed ? .badData : .missingInput,
        "suite \(quoted(suite)), 'data' of \(quoted(model.name)): \(error)")
    }
  }

  /// 1, 2, 4, … below `count`, and `count` itself.
  public static func threadCounts(upTo count: Int) -> [Int] {
    let powers = sequence(first: 1) { $0 * 2 }.prefix { $0 < count }
    return powers + [max(1, count)]
  }

  /// A child's start, its data, its start weights, and its instrumented run.
  private static let presumedOverheadSeconds = 0.25
  /// The start of a launcher and of its ranks, which find each other.
  private static let presumedLaunchSeconds = 1.0
  /// The start of a library: Python, its modules, and what it compiles.
  private static let presumedLibrarySeconds = 3.0
}

extension SweepPlan.Group {
  /// The group that a child process is told to measure.
  ///
  /// - Throws: a `SweepError` where the catalogue has no such network.
  init(_ job: MeasuringJob) throws {
    try self.init(
      entry: Catalog.Entry(named: job.subject.model, recording: job.model), subject: job.subject,
      threads: job.threads, ranks: job.ranks ?? [1], usableCPUs: job.usableCPUs, model: job.model,
      dataFile: job.dataFile,
      files: job.files)
    isOrdered = job.isOrdered == true
    pinning = job.pinning ?? .none
  }

  fileprivate init(
    entry: Catalog.Entry, subject: BenchmarkCase, threads: [Int], ranks: [Int], usableCPUs: Int,
    model: BenchmarkPlan.Model?, dataFile: String?, files: [String: String]?,
    addsAutomatic: Bool = false
  ) throws(ModelError) {
    // As the trainer has it: networks within it are layers of its own.
    let network = try entry.trainingNetwork.resolved().inlined()
    let flopsPerStep = network.flopsPerSample * Double(subject.batchSize)
    self.entry = entry
    self.model = model
    self.dataFile = dataFile
    self.subject = subject
    self.files = files
    self.flopsPerStep = flopsPerStep
    parameterCount = network.parameterCount
    bytesPerStep = Self.bytesPerStep(network, entry.training, batchSize: subject.batchSize)
    weightedLayers = network.layers.filter { $0.parameterCount > 0 }
    verifiedSteps = Self.verifiedSteps(flopsPerStep: flopsPerStep)
    let automaticThreads = try Self.automaticThreads(
      network, entry.training, subject, usableCPUs: usableCPUs)
    self.automaticThreads = automaticThreads
    let counts = Set(threads + (addsAutomatic ? [automaticThreads] : [])).sorted()
    cells = Team.all(ranks: ranks.sorted(), threads: counts).map { team in
      Cell(
        subject: subject, ranks: team.ranks, threads: team.threads,
        isOversubscribed: team.workers > usableCPUs)
    }
  }

  /// What `auto` takes, as the trainer would settle it; a library is not loaded for that, and has no
  /// way of its own to make a step in one piece.
  private static func automaticThreads(
    _ network: ResolvedNetwork, _ training: TrainingDescription, _ subject: BenchmarkCase,
    usableCPUs: Int
  ) throws(ModelError) -> Int {
    guard subject.kernels?.hasPrefix(CBLASLibrary.prefix) != true else {
      return WorkSharing.workerCount(
        flopsPerStep: network.flopsPerSample * Double(subject.batchSize), usableCPUs: usableCPUs)
    }
    var options = subject.optionsWithoutLibrary
    options.threads = usableCPUs
    return try WorkSharing.workerCount(of: network, training: training, options: options)
  }

  /// Samples and targets read once; weights and each of the optimizer's moments read and written
  /// once: 4 bytes each.
  private static func bytesPerStep(
    _ network: ResolvedNetwork, _ training: TrainingDescription, batchSize: Int
  ) -> Double {
    let inputs = network.network.inputs.compactMap { input in
      network.layers.first { $0.name == input.layer }?.outputShape
    }
    let floatsPerSample = (inputs + network.networkOutputShapes).reduce(0) {
      $0 + ($1.elementCount ?? 0)
    }
    let passes = 2 * (1 + training.optimizer.slots.count)
    return 4 * Double(batchSize * floatsPerSample + passes * network.parameterCount)
  }

  /// Enough steps for the loss to fall: 1,000 where they cost nothing, never under 10, and some
  /// tenths of a second's arithmetic between; whole tens, since they are timed in ten groups.
  private static func verifiedSteps(flopsPerStep: Double) -> Int {
    Int(min(max(6e9 / flopsPerStep, 10), 1_000)) / 10 * 10
  }

  /// About how long one thread count takes to verify.
  var verifyingSeconds: Double {
    flopsPerStep * Double(verifiedSteps) / SweepPlan.presumedFlopsPerSecond
  }
}

extension SweepPlan {
  /// What estimates take for the rate of one thread; a sweep under way corrects them.
  static let presumedFlopsPerSecond = 4e10
}
