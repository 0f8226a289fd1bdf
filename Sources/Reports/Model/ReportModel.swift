import Records

/// Everything that a report says about one run; all derivation happens on the way here.
public struct ReportModel: Sendable, Equatable {
  /// The run's folder name.
  public let name: String
  /// The machine and binary of the newest plan, as tables show it.
  public let machine: Machine
  /// All that is known of them.
  public let fingerprint: Fingerprint
  /// What its owner calls the machine; `nil` where nobody named it.
  public let nickname: String?
  /// The newest plan.
  public let plan: BenchmarkPlan
  /// The SHA-256 of the files that its cases read, by what they are for.
  public let files: [String: Set<String>]
  /// The networks that came out of files, by their names.
  let models: [String: BenchmarkPlan.Model]
  /// The cases whose networks have convolutions that are trained by minimal filtering.
  let filteredCases: Set<BenchmarkCase>
  /// When the run was planned and when it last left something, ISO 8601.
  public let dates: ClosedRange<String>
  /// The highest one-minute load average of the processes.
  public let highestLoadAverage: Double?
  /// The cases, smallest network first, then by batch size.
  public internal(set) var groups: [CellGroup]
  /// What other libraries made of the same cases, in their order; empty where there are none.
  public internal(set) var peers: [CellGroup]
  /// The same of several ranks.
  public internal(set) var rankedPeers: [CellGroup]
  /// The same cases trained by several ranks of MPI, a group each number of them; empty where there are none.
  public internal(set) var ranked: [CellGroup]
  /// How the ranks were launched, and where they ran; `nil` where there are none.
  public let launch: Launched?
  /// How far equal trainers lie apart; `nil` where the run has no controls.
  public let noiseFloor: NoiseFloor?
  /// The confidence of the interval of one speed-up or of one ratio to a library, such that all of the run
  /// hold together with 95 %.
  public let speedupLevel: Double
  /// From which size on a second thread pays, by network.
  public let secondThread: [SecondThread]
  /// Times of as many samples for each thread.
  public let weakScaling: [WeakScaling]
  /// How speed grows with ranks.
  public internal(set) var rankScaling: [RankScaling]
  /// Times of as many samples for each rank.
  public let rankWeakScaling: [RankWeakScaling]
  /// What a model of a step says of cells over ranks.
  public let modelledRanks: [ModelledRanks]
  /// Trainings until a quality was reached.
  public let qualities: [QualityResult]
  /// What shows that the log is whole, and that no run was picked.
  public let evidence: RunEvidence
  /// What would hurt the numbers, as the run was told before it began.
  public let advice: [String]
  /// What a reader has to know before trusting the numbers, as sentences.
  public let warnings: [String]

  /// Derives a report from the log of a run.
  ///
  /// - Throws: a `RecordError` where the log holds no plan.
  public init(name: String, log: RunLog) throws {
    guard let newest = log.plans.last else {
      throw RecordError(.malformed, "the log of \(name) holds no plan; restore the file")
    }
    let selection = log.selection()
    let results = selection.results
    let floor = NoiseFloor(of: results.map(\.replicates))
    let settings = DerivationSettings(
      seed: newest.plan.seed,
      speedupLevel: simultaneousLevel(count: Self.speedupCount(results.map(\.replicates))),
      floor: floor)
    func planned(_ result: CaseResult) -> BenchmarkPlan.PlannedCase? {
      log.plans.last { plan in
        plan.plan.cases.contains { $0.subject == result.subject }
      }?.plan.cases.first { $0.subject == result.subject }
    }
    func isCrowded(_ team: Team) -> Bool {
      newest.launch?.isCrowded(team, cpus: newest.machine.usableCores) == true
    }
    func group(_ result: CaseResult, library: String? = nil, ranks: Int = 1) -> CellGroup {
      CellGroup(
        result, planned: planned(result), settings, library: library, ranks: ranks,
        isCrowded: isCrowded)
    }
    let groups = results.map { group($0) }.sorted { $0.order < $1.order }
    func rankCounts(_ result: CaseResult) -> [Int] {
      Set(result.rankCounts + (planned(result)?.ranks ?? [])).sorted().filter { $0 > 1 }
    }
    let ranked = results.flatMap { result in
      rankCounts(result).map { group(result, ranks: $0) }
    }
    let dates = Self.dates(of: log)
    self.name = name
    machine = newest.machine
    fingerprint = newest.fingerprint
    nickname = log.nickname
    plan = newest.plan
    files = Self.files(of: groups, selection.qualities, log)
    models = groups.reduce(into: [:]) { models, group in
      let name = group.subject.model
      models[name] = log.newestPlan(for: group.subject)?.model(named: name)
    }
    let networks = models
    filteredCases = Set(
      groups.map(\.subject).filter { $0.usesMinimalFiltering(networks[$0.model]) })
    self.dates = dates
    highestLoadAverage = results.flatMap(\.replicates).compactMap(\.loadAverage).max()
    // A case that several ranks alone trained has none of one process.
    self.groups = groups.filter { !$0.cells.isEmpty || ranked.isEmpty }
    self.ranked = groups.flatMap { own in ranked.filter { $0.subject == own.subject } }
    launch = newest.launch
    let libraries = results.flatMap { result in
      result.implementations.dropFirst().flatMap { library in
        ([1] + rankCounts(result)).map { group(result, library: library, ranks: $0) }
      }
    }.filter { !$0.cells.isEmpty || ranked.isEmpty }
    let sorted = groups.flatMap { own in libraries.filter { $0.subject == own.subject } }
    peers = sorted.filter { $0.ranks == 1 }
    rankedPeers = sorted.filter { $0.ranks > 1 }
    noiseFloor = floor
    speedupLevel = settings.speedupLevel
    secondThread = SecondThread.all(of: groups, floor: floor)
    weakScaling = WeakScaling.all(of: groups)
    rankScaling = RankScaling.all(of: groups, ranked: self.ranked)
    rankWeakScaling = RankWeakScaling.all(of: groups, ranked: self.ranked)
    modelledRanks = ModelledRanks.all(of: groups, ranked: self.ranked)
    qualities = QualityResult.all(of: selection.qualities)
    evidence = RunEvidence(log, selection)
    advice = newest.advice
    warnings =
      Self.warnings(about: groups + ranked + peers + rankedPeers, log)
      + [evidence.omissionWarning].compactMap(\.self)
  }

  /// Every cell of one process, in the groups' order.
  public var cells: [CellResult] { groups.flatMap(\.cells) }

  /// Every cell of gradmark's, with those of several ranks, which follow those of one process of the
  /// same case.
  public var ownCells: [CellResult] { ownGroups.flatMap(\.cells) }

  private var ownGroups: [CellGroup] {
    ranked.isEmpty
      ? groups
      : (groups + ranked).map(\.subject).reduce(into: [BenchmarkCase]()) { subjects, subject in
        if !subjects.contains(subject) { subjects.append(subject) }
      }.flatMap { subject in (groups + ranked).filter { $0.subject == subject } }
  }

  /// The thread counts of the run, ascending.
  public var threadCounts: [Int] { Set(cells.map(\.cell.threads)).sorted() }

  /// The groups with those of several ranks and of other libraries, which follow gradmark's of the same
  /// case.
  var groupsOfAll: [CellGroup] {
    ownGroups.flatMap { own in
      [own]
        + (peers + rankedPeers).filter { $0.subject == own.subject && own.ranks == $0.ranks }
    }
  }

  /// Every cell, with those of several ranks and of other libraries.
  var cellsOfAll: [CellResult] { groupsOfAll.flatMap(\.cells) }

  /// The cells that failed, of whomever.
  public var failures: [CellResult] { cellsOfAll.filter { $0.failure != nil } }

  /// Speed-ups that the run's tables show, and ratios to libraries and of ranks to threads.
  private static func speedupCount(_ cases: [[Replicate]]) -> Int {
    cases.reduce(0) { count, replicates in
      let contestants = replicates.flatMap(\.contestants)
      let teams = Set(contestants.map(\.team))
      let implementations = Set(contestants.map(\.implementation)).count
      let speedups = teams.contains(Team(threads: 1)) ? teams.count - 1 : 0
      let asThreads = teams.count {
        $0.ranks > 1 && teams.contains(Team(threads: $0.workers))
      }
      return count + implementations * speedups + (implementations - 1) * teams.count + asThreads
    }
  }

  /// Those of all that has results, and of the newest plan.
  private static func files(
    of groups: [CellGroup], _ qualities: [QualityEntry], _ log: RunLog
  ) -> [String: Set<String>] {
    let read = [
      groups.map(\.files),
      qualities.compactMap { log.newestPlan(for: $0.subject)?.planned(like: $0.subject)?.files },
      log.plans.last?.plan.cases.compactMap(\.files) ?? [],
    ]
    return read.joined().reduce(into: [:]) { all, files in
      for (use, digest) in files { all[use, default: []].insert(digest) }
    }
  }

  private static func dates(of log: RunLog) -> ClosedRange<String> {
    let dates = log.entries.map(\.date).sorted()
    return (dates.first ?? "")...(dates.last ?? "")
  }

  private static func warnings(about groups: [CellGroup], _ log: RunLog) -> [String] {
    var warnings: [String] = []
    if log.schema.major == Schema.current.major, let fault = log.chainFault {
      warnings.append("The log was changed after it was written: \(fault).")
    }
    func disturbed(_ isMeant: (CellGroup) -> Bool) -> Int {
      groups.filter(isMeant).flatMap(\.cells).count {
        $0.measurement?.extent.usesDisturbed == true
      }
    }
    // Other sentences count gradmark's cells alone.
    let counts = [
      (disturbed { $0.library == nil }, ""),
      (disturbed { $0.library != nil }, " beside gradmark's"),
    ]
    .filter { $0.0 > 0 }.map { Format.count($0.0, "cell") + $0.1 }
    if !counts.isEmpty {
      warnings.append(
        "Every block of \(counts.joined(separator: " and of ")) was disturbed; "
          + "the numbers are from disturbed blocks.")
    }
    return warnings
  }
}

extension CellGroup {
  /// Smallest network first, then by name and batch size.
  fileprivate var order: (Int, String, Int) { (parameterCount, label, batchSize) }
}
