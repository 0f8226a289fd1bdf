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
  let planDigest: String
  let logHead: String
  @Nullable var noiseFloor: Double?
  let cells: [ExportedCell]

  init(_ model: ReportModel) {
    name = model.name
    machine = Dictionary(model.machine.facts.map { ($0.title, $0.value) }) { first, _ in first }
    measured = [model.dates.lowerBound, model.dates.upperBound]
    seed = model.plan.seed
    planDigest = model.evidence.planDigest
    logHead = model.evidence.head
    _noiseFloor = Nullable(wrappedValue: model.noiseFloor?.share)
    cells = model.groups.flatMap { group in group.cells.map { ExportedCell($0, of: group) } }
  }
}

private struct ExportedCell: Encodable {
  let model: String
  @Nullable var reduction: String?
  @Nullable var kernels: String?
  let batchSize: Int
  let threads: Int
  let isOversubscribed: Bool
  let parameterCount: Int
  @Nullable var failure: String?
  @Nullable var samplesPerSecond: ExportedEstimate?
  @Nullable var secondsPerStep: ExportedEstimate?
  @Nullable var flopsPerSecond: ExportedEstimate?
  @Nullable var speedup: ExportedEstimate?
  @Nullable var serialShare: ExportedEstimate?
  @Nullable var peakShare: ExportedEstimate?
  @Nullable var stepSecondsByPercentile: [String: Double]?
  @Nullable var stepsPerSample: Int?
  @Nullable var processes: Int?
  @Nullable var peakMemoryBytes: Int64?
  @Nullable var allocatedBytesPerStep: Double?
  @Nullable var finalLoss: Double?
  let weightsDigest: String

  init(_ result: CellResult, of group: CellGroup) {
    let numbers = result.measurement
    model = result.cell.subject.model
    _reduction = Nullable(wrappedValue: result.cell.subject.reduction)
    _kernels = Nullable(wrappedValue: result.cell.subject.kernels)
    batchSize = result.cell.subject.batchSize
    threads = result.cell.threads
    isOversubscribed = result.cell.isOversubscribed
    parameterCount = result.parameterCount
    _failure = Nullable(wrappedValue: result.failure)
    _samplesPerSecond = ExportedEstimate.nullable(numbers?.samplesPerSecond)
    _secondsPerStep = ExportedEstimate.nullable(numbers?.secondsPerStep)
    _flopsPerSecond = ExportedEstimate.nullable(numbers?.flopsPerSecond)
    _speedup = ExportedEstimate.nullable(numbers?.speedup?.factor)
    _serialShare = ExportedEstimate.nullable(numbers?.speedup?.serialShare)
    _peakShare = ExportedEstimate.nullable(numbers?.peakShare)
    _stepSecondsByPercentile = Nullable(
      wrappedValue: numbers.map { numbers in
        Dictionary(
          uniqueKeysWithValues: numbers.steps.percentiles.map {
            (Format.plain($0.percent), $0.seconds)
          })
      })
    _stepsPerSample = Nullable(wrappedValue: numbers?.steps.stepsPerGroup)
    _processes = Nullable(wrappedValue: numbers?.extent.processes)
    _peakMemoryBytes = Nullable(wrappedValue: group.peakMemoryBytes)
    _allocatedBytesPerStep = Nullable(wrappedValue: numbers?.allocatedBytesPerStep)
    _finalLoss = Nullable(wrappedValue: numbers?.finalLoss)
    weightsDigest = result.digest
  }
}

private struct ExportedEstimate: Codable, Equatable {
  let value: Double
  @Nullable var low: Double?
  @Nullable var high: Double?

  static func nullable(_ estimate: Estimate?) -> Nullable<ExportedEstimate> {
    Nullable(
      wrappedValue: estimate.map {
        ExportedEstimate(
          value: $0.value, low: $0.interval?.lowerBound, high: $0.interval?.upperBound)
      })
  }
}
