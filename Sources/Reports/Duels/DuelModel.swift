import Records

/// Everything that a report says about a duel of two builds; all derivation happens on the way here.
public struct DuelModel: Sendable, Equatable {
  /// The duel's folder name.
  public let name: String
  /// The newest plan, with machine and builds.
  let entry: PlanEntry
  /// The machine in a few words.
  let machineText: String
  /// When it was planned and when it last left something, ISO 8601.
  let dates: ClosedRange<String>
  /// The cells, smallest network first, then by batch size and threads.
  public let rows: [Row]
  /// How far two equal trainers of one process lie apart; `nil` where there are no controls.
  let noiseFloor: NoiseFloor?
  /// What shows that the log is whole.
  let evidence: RunEvidence

  /// One cell of both builds.
  public struct Row: Sendable, Equatable {
    /// Which cell.
    public let cell: Cell
    /// Weights in the network.
    let parameterCount: Int
    /// Seconds of a step of the base and of the candidate; `nil` where there is no block.
    let base: Estimate?
    let candidate: Estimate?
    /// Pairs of processes that count.
    let pairs: Int
    /// What came out.
    public let outcome: Comparison
  }

  /// What the turns of both builds say about one cell.
  public enum Comparison: Sendable, Equatable {
    /// The candidate's speed over the base's, and whether both trained to the same bits.
    case compared(ratio: Estimate, Verdict, hasSameBits: Bool)
    /// Why there is no ratio, as a clause.
    case failed(String)
  }

  /// Derives a report from the log of a duel.
  ///
  /// - Throws: a `RecordError` where the newest plan is none of a duel.
  public init(name: String, log: RunLog) throws {
    guard let newest = log.plans.last, newest.plan.duel != nil else {
      throw RecordError(
        .malformed, "\(name) holds no duel; name a folder that 'gradmark duel' made")
    }
    let selection = log.selection()
    self.name = name
    entry = newest
    machineText = newest.fingerprint.machineText(newest.machine, nickname: log.nickname)
    let dates = log.entries.map(\.date).sorted()
    self.dates = (dates.first ?? "")...(dates.last ?? "")
    noiseFloor = NoiseFloor(of: selection.results.map(\.replicates))
    evidence = RunEvidence(log, selection)
    rows = selection.results.flatMap { result -> [Row] in
      let planned = newest.plan.cases.first { $0.subject == result.subject }
      return (planned?.threads ?? []).map { Row(result, threads: $0, newest.plan) }
    }.sorted { $0.order < $1.order }
  }

  /// The plan.
  var plan: BenchmarkPlan { entry.plan }
  /// The terms of the verdicts.
  var terms: DuelTerms { plan.duel ?? DuelTerms(margin: 0, turns: .blocks) }
  /// The rows that have a ratio.
  var compared: [(row: Row, ratio: Estimate, verdict: Verdict, hasSameBits: Bool)] {
    rows.compactMap { row in
      guard case .compared(let ratio, let verdict, let bits) = row.outcome else { return nil }
      return (row, ratio, verdict, bits)
    }
  }

  /// What the duel comes to, for scripts.
  public var outcome: ComparisonOutcome {
    if rows.isEmpty { return .nothingMeasured }
    if compared.count < rows.count { return .incorrect }
    return ComparisonOutcome(of: compared.map(\.verdict))
  }
}

extension DuelModel.Row {
  /// What failed, where something did.
  var failure: String? { if case .failed(let reason) = outcome { reason } else { nil } }

  fileprivate init(_ result: CaseResult, threads: Int, _ plan: BenchmarkPlan) {
    let replicates = result.replicates
    let sides = [DuelTerms.base, DuelTerms.candidate].map { name in
      { (contestant: Replicate.Contestant) in
        contestant.implementation == name && contestant.threads == threads && !contestant.isControl
      }
    }
    let seconds = sides.map {
      CellSamples(of: replicates, where: $0).secondsPerStep(seed: plan.seed)
    }
    let contestants = sides.map { side in
      replicates.compactMap { $0.contestants.first(where: side) }
    }
    cell = Cell(
      subject: result.subject, threads: threads,
      isOversubscribed: contestants[0].first?.isOversubscribed ?? false)
    parameterCount = replicates.first?.parameterCount ?? 0
    (base, candidate) = (seconds[0], seconds[1])
    pairs = speedPairCount(of: replicates, threads: threads)
    outcome = Self.outcome(result, threads: threads, contestants, plan)
  }

  private static func outcome(
    _ result: CaseResult, threads: Int, _ contestants: [[Replicate.Contestant]],
    _ plan: BenchmarkPlan
  ) -> DuelModel.Comparison {
    let parameterCount = result.replicates.first?.parameterCount ?? 0
    let names = [DuelTerms.base, DuelTerms.candidate]
    if let failure = result.failures.first { return .failed(failure) }
    for (name, side) in zip(names, contestants) {
      for contestant in side {
        let failure =
          contestant.failure
          ?? contestant.evidence.map { $0.mismatch(parameterCount: parameterCount) }
          ?? "nothing proves that the work was done"
        if let failure { return .failed("\(name): \(failure)") }
      }
      let evidence = side.compactMap(\.evidence)
      if let clause = evidence.lazy.compactMap({ $0.disagreement(with: evidence[0]) }).first {
        return .failed("\(name): \(clause) between processes")
      }
    }
    guard let base = contestants[0].first?.evidence, let candidate = contestants[1].first?.evidence,
      let ratio = speedRatio(of: result.replicates, threads: threads, level: plan.duelLevel)
    else { return .failed("it was not measured") }
    if let clause = candidate.otherWork(than: base) { return .failed("other work: \(clause)") }
    return .compared(
      ratio: ratio, plan.duelVerdict(of: result.replicates, threads: threads),
      hasSameBits: candidate.hasSameBits(as: base))
  }

  fileprivate var order: (Int, String, Int, Int) {
    (parameterCount, cell.subject.label, cell.subject.batchSize, cell.threads)
  }
}
