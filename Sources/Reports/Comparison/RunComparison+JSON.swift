import Records

extension RunComparison {
  /// The comparison as one JSON object; what is missing is `null`.
  ///
  /// - Throws: an `EncodingError` where a number is not finite.
  public var json: String { get throws { try RecordCoding.text(ExportedComparison(self)) + "\n" } }
}

/// The comparison as others read it.
private struct ExportedComparison: Encodable {
  /// A sentence for each candidate.
  let summary: [String]
  let outcome: String
  let exitStatus: Int32
  let margin: Double
  let isCrossMachine: Bool
  @Nullable var duel: String?
  let baseline: ExportedSide
  let onlyInBaseline: [String]
  let candidates: [ExportedCandidate]
  let cells: [ExportedRow]
  let qualities: [ExportedGoal]

  init(_ comparison: RunComparison) {
    summary = comparison.candidates.indices.map(comparison.sentence)
    outcome = "\(comparison.outcome)"
    exitStatus = comparison.outcome.rawValue
    margin = comparison.margin
    _duel = Nullable(wrappedValue: comparison.duelSentence)
    isCrossMachine = comparison.isCrossMachine
    baseline = ExportedSide(comparison.baseline)
    onlyInBaseline = comparison.onlyInBaseline.map(\.description)
    candidates = comparison.candidates.indices.map { ExportedCandidate($0, of: comparison) }
    cells = comparison.rows.map(ExportedRow.init)
    qualities = comparison.qualityRows.map(ExportedGoal.init)
  }
}

/// A goal of the baseline, and how long it took in all runs.
private struct ExportedGoal: Encodable {
  let model: String
  let batchSize: Int
  let threads: Int
  let measure: String
  let goal: Double
  /// Median seconds of the baseline and of each candidate; `null` where it did not get there.
  let medianSeconds: [Double?]
  /// The speed of each candidate over the baseline's.
  let speedsOverBaseline: [Double?]

  init(_ row: RunComparison.QualityRow) {
    model = row.goal.subject.model
    batchSize = row.goal.subject.batchSize
    threads = row.goal.threads
    measure = row.goal.measure
    goal = row.goal.goal
    medianSeconds = row.seconds
    speedsOverBaseline = row.ratios
  }
}

/// A run, or several sessions, that take part.
private struct ExportedSide: Encodable {
  let names: [String]
  let machine: String
  @Nullable var commit: String?
  @Nullable var noiseFloor: Double?

  init(_ side: RunSide) {
    names = side.sessions.map(\.name)
    machine = side.last.machine.name
    _commit = Nullable(wrappedValue: side.last.machine.build.commit)
    _noiseFloor = Nullable(wrappedValue: side.noiseFloor?.share)
  }
}

/// A run that is compared with the baseline.
private struct ExportedCandidate: Encodable {
  let run: ExportedSide
  let isOfSameMachine: Bool
  let differences: [String]
  @Nullable var geometricMeanOfRatios: Double?
  let drift: ExportedDrift
  let onlyHere: [String]

  init(_ place: Int, of comparison: RunComparison) {
    let side = comparison.candidates[place]
    run = ExportedSide(side)
    isOfSameMachine = comparison.baseline.last.isOfSameMachine(as: side.last)
    differences = comparison.baseline.last.differences(from: side.last).all
    drift = ExportedDrift(Drift(of: side, against: comparison.baseline))
    _geometricMeanOfRatios = Nullable(
      wrappedValue: geometricMean(
        of: comparison.outcomes(of: place).compactMap(\.ratio?.value)))
    onlyHere = comparison.onlyIn(side).map(\.description)
  }
}

/// What the machine was in a candidate over what it was in the baseline.
private struct ExportedDrift: Encodable {
  struct Ceiling: Encodable {
    let threads: Int
    @Nullable var peak: Double?
    @Nullable var memory: Double?
    @Nullable var coreLatency: Double?
  }

  let ceilings: [Ceiling]
  @Nullable var referenceCell: Double?

  init(_ drift: Drift) {
    ceilings = drift.ceilings.map {
      Ceiling(
        threads: $0.threads, peak: $0.peak, memory: $0.memory, coreLatency: $0.coreLatency)
    }
    _referenceCell = Nullable(wrappedValue: drift.referenceCell)
  }
}

/// One cell in all runs.
private struct ExportedRow: Encodable {
  let subject: BenchmarkCase
  /// `nil` where one process trains.
  let ranks: Int?
  let threads: Int
  let baseline: ExportedNumbers
  let candidates: [ExportedEntry]

  init(_ row: RunComparison.Row) {
    subject = row.cell.subject
    ranks = row.cell.team.ranks == 1 ? nil : row.cell.team.ranks
    threads = row.cell.threads
    baseline = ExportedNumbers(row.baseline)
    candidates = row.entries.map(ExportedEntry.init)
  }

  private enum CodingKeys: CodingKey {
    case ranks, threads, baseline, candidates
  }

  func encode(to encoder: any Encoder) throws {
    // The case's own members stand among the others.
    try subject.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(ranks, forKey: .ranks)
    try container.encode(threads, forKey: .threads)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(candidates, forKey: .candidates)
  }
}

/// What a run has of a cell.
private struct ExportedNumbers: Encodable {
  @Nullable var samplesPerSecond: ExportedEstimate?
  @Nullable var speedup: ExportedEstimate?
  @Nullable var peakShare: ExportedEstimate?

  init(_ cell: SideCell?) {
    _samplesPerSecond = ExportedEstimate.nullable(cell?.estimate(\.samplesPerSecond))
    _speedup = ExportedEstimate.nullable(cell?.estimate { $0.sharedSpeedup?.factor })
    _peakShare = ExportedEstimate.nullable(cell?.estimate(\.peakShare))
  }
}

/// What a candidate has of a cell, and how it compares.
private struct ExportedEntry: Encodable {
  let numbers: ExportedNumbers
  @Nullable var ratio: ExportedEstimate?
  @Nullable var verdict: String?
  /// Why there is no verdict.
  @Nullable var reason: String?

  init(_ entry: RunComparison.Entry) {
    numbers = ExportedNumbers(entry.cell)
    _ratio = ExportedEstimate.nullable(entry.outcome.ratio)
    _verdict = Nullable(wrappedValue: entry.outcome.verdict?.rawValue)
    _reason = Nullable(wrappedValue: entry.outcome.reason)
  }
}
