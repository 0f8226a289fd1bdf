import Records

extension RunComparison {
  /// The comparison as one JSON object; what is missing is `null`.
  ///
  /// - Throws: an `EncodingError` where a number is not finite.
  public var json: String { get throws { try RecordCoding.text(ExportedComparison(self)) + "\n" } }
}

/// The comparison as others read it.
private struct ExportedComparison: Encodable {
  let outcome: String
  let exitStatus: Int32
  let margin: Double
  let isCrossMachine: Bool
  @Nullable var duel: String?
  let baseline: ExportedSide
  let onlyInBaseline: [String]
  let candidates: [ExportedCandidate]
  let cells: [ExportedRow]

  init(_ comparison: RunComparison) {
    outcome = "\(comparison.outcome)"
    exitStatus = comparison.outcome.rawValue
    margin = comparison.margin
    _duel = Nullable(wrappedValue: comparison.duelSentence)
    isCrossMachine = comparison.isCrossMachine
    baseline = ExportedSide(comparison.baseline)
    onlyInBaseline = comparison.onlyInBaseline.map(\.description)
    candidates = comparison.candidates.indices.map { ExportedCandidate($0, of: comparison) }
    let showsTimes = comparison.candidates.allSatisfy { comparison.showsTimes(of: $0) }
    cells = comparison.rows.map { ExportedRow($0, showsTimes: showsTimes) }
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
    differences = comparison.baseline.last.differences(from: side.last)
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
  }

  let ceilings: [Ceiling]
  @Nullable var referenceCell: Double?

  init(_ drift: Drift) {
    ceilings = drift.ceilings.map {
      Ceiling(threads: $0.threads, peak: $0.peak, memory: $0.memory)
    }
    _referenceCell = Nullable(wrappedValue: drift.referenceCell)
  }
}

/// One cell in all runs.
private struct ExportedRow: Encodable {
  let model: String
  @Nullable var reduction: String?
  @Nullable var kernels: String?
  let batchSize: Int
  let threads: Int
  let baseline: ExportedNumbers
  let candidates: [ExportedEntry]

  init(_ row: RunComparison.Row, showsTimes: Bool) {
    let subject = row.cell.subject
    model = subject.model
    _reduction = Nullable(wrappedValue: subject.reduction)
    _kernels = Nullable(wrappedValue: subject.kernels)
    batchSize = subject.batchSize
    threads = row.cell.threads
    baseline = ExportedNumbers(row.baseline, showsTimes: showsTimes)
    candidates = row.entries.map { ExportedEntry($0, showsTimes: showsTimes) }
  }
}

/// What a run has of a cell: its throughput only beside others that may be compared with it.
private struct ExportedNumbers: Encodable {
  @Nullable var samplesPerSecond: ExportedEstimate?
  @Nullable var speedup: ExportedEstimate?
  @Nullable var peakShare: ExportedEstimate?

  init(_ cell: SideCell?, showsTimes: Bool) {
    _samplesPerSecond = ExportedEstimate.nullable(
      showsTimes ? cell?.estimate(\.samplesPerSecond) : nil)
    _speedup = ExportedEstimate.nullable(cell?.estimate { $0.speedup?.factor })
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

  init(_ entry: RunComparison.Entry, showsTimes: Bool) {
    numbers = ExportedNumbers(entry.cell, showsTimes: showsTimes)
    _ratio = ExportedEstimate.nullable(entry.outcome.ratio)
    _verdict = Nullable(wrappedValue: entry.outcome.verdict?.rawValue)
    _reason = Nullable(wrappedValue: entry.outcome.reason)
  }
}

extension RunComparison.Outcome {
  /// Why there is no verdict, as a clause; `nil` where there is one.
  fileprivate var reason: String? {
    switch self {
    case .compared: nil
    case .fewSessions(_, let count): RunComparison.sessionClause(count)
    case .otherMachine: "another machine"
    case .incomparable(let reason): reason
    case .absent: "not in this run"
    }
  }
}
