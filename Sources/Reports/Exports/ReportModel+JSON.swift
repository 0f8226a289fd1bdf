import Records

extension ReportModel {
  /// The run as one JSON object; what is missing is `null`.
  var json: String { get throws { try RecordCoding.text(ExportedRun(self)) + "\n" } }
}

/// The run as others read it.
private struct ExportedRun: Encodable {
  let name: String
  let machine: [String: String]
  let measured: [String]
  let seed: UInt64
  /// SHA-256 of what cases read besides the program, by what it is for.
  let files: [String: [String]]
  let planDigest: String
  let logHead: String
  @Nullable var noiseFloor: Double?
  @Nullable var processesStarted: Int?
  let processesUsed: Int
  let cells: [ReportedObject]
  let qualities: [ExportedQuality]

  init(_ model: ReportModel) {
    name = model.name
    machine = Dictionary(model.machineFacts.map { ($0.title, $0.value) }) { first, _ in first }
    measured = [model.dates.lowerBound, model.dates.upperBound]
    seed = model.plan.seed
    files = model.files.mapValues { $0.sorted() }
    planDigest = model.evidence.planDigest
    logHead = model.evidence.head
    _noiseFloor = Nullable(wrappedValue: model.noiseFloor?.share)
    _processesStarted = Nullable(wrappedValue: model.evidence.started)
    processesUsed = model.evidence.used
    qualities = model.qualities.map(ExportedQuality.init)
    cells = model.exportedCells
  }
}

/// Trainings until a quality was reached.
private struct ExportedQuality: Encodable {
  let model: String
  let batchSize: Int
  let threads: Int
  let measure: String
  let goal: Double
  let seeds: Int
  /// Of the trainings that reached the goal, ascending.
  let epochs: [Int]
  let seconds: [Double]

  init(_ result: QualityResult) {
    model = result.subject.model
    batchSize = result.subject.batchSize
    threads = result.threads
    measure = result.measure
    goal = result.goal
    seeds = result.seedCount
    epochs = result.epochs
    seconds = result.seconds
  }
}
