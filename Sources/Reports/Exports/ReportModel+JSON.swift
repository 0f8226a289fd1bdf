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
  let cells: [ExportedCell]
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
    cells = model.groupsOfAll.flatMap { group in
      group.cells.map { ExportedCell($0, of: group, floor: model.noiseFloor) }
    }
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

private struct ExportedCell: Encodable {
  let model: String
  /// The library that trained it, and how it was used; both left out of gradmark's own.
  let library: String?
  let form: String?
  /// Why a library does not take part; left out where it does.
  let refusal: String?
  /// A library's time over gradmark's; left out where there is none.
  let timeOverGradmark: ExportedEstimate?
  let gradmarkIs: String?
  let lossDeviation: Double?
  @Nullable var reduction: String?
  @Nullable var kernels: String?
  let batchSize: Int
  let threads: Int
  /// Left out where one process trains.
  let ranks: Int?
  let isOversubscribed: Bool
  let parameterCount: Int
  @Nullable var failure: String?
  @Nullable var samplesPerSecond: ExportedEstimate?
  @Nullable var secondsPerStep: ExportedEstimate?
  @Nullable var flopsPerSecond: ExportedEstimate?
  @Nullable var speedup: ExportedEstimate?
  @Nullable var speedupOfProcesses: [Double]?
  @Nullable var verdict: String?
  @Nullable var serialShare: ExportedEstimate?
  @Nullable var peakShare: ExportedEstimate?
  @Nullable var stepSecondsByPercentile: [String: Double]?
  @Nullable var stepsPerSample: Int?
  @Nullable var processes: Int?
  @Nullable var blocks: Int?
  @Nullable var disturbedBlocks: Int?
  @Nullable var disturbance: ExportedDisturbance?
  @Nullable var peakMemoryBytes: Int64?
  @Nullable var allocatedBytesPerStep: Double?
  @Nullable var finalLoss: Double?
  @Nullable var dataDigest: String?
  let weightsDigest: String

  init(_ result: CellResult, of group: CellGroup, floor: NoiseFloor?) {
    let numbers = result.measurement
    model = result.cell.subject.model
    library = result.library
    form = result.peerRatio?.form
    refusal = result.refusal
    timeOverGradmark = (result.peerRatio?.factor).map(ExportedEstimate.init)
    gradmarkIs = result.peerRatio?.verdict.rawValue
    lossDeviation = result.peerRatio?.lossDeviation
    _reduction = Nullable(wrappedValue: result.cell.subject.reduction)
    _kernels = Nullable(wrappedValue: result.cell.subject.kernels)
    batchSize = result.cell.subject.batchSize
    threads = result.cell.threads
    ranks = result.cell.ranks == 1 ? nil : result.cell.ranks
    isOversubscribed = result.cell.isOversubscribed
    parameterCount = result.parameterCount
    _failure = Nullable(wrappedValue: result.failure)
    _samplesPerSecond = ExportedEstimate.nullable(numbers?.samplesPerSecond)
    _secondsPerStep = ExportedEstimate.nullable(numbers?.secondsPerStep)
    _flopsPerSecond = ExportedEstimate.nullable(numbers?.flopsPerSecond)
    _speedup = ExportedEstimate.nullable(numbers?.speedup?.factor)
    _speedupOfProcesses = Nullable(
      wrappedValue: numbers?.speedup?.processRange.map { [$0.lowerBound, $0.upperBound] })
    _verdict = Nullable(
      wrappedValue: numbers?.speedup.flatMap { speedup in
        speedup.threads == 1 ? nil : Verdict(on: speedup, floor: floor).rawValue
      })
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
    _blocks = Nullable(wrappedValue: numbers?.extent.blocks)
    _disturbedBlocks = Nullable(wrappedValue: numbers?.extent.disturbed)
    _disturbance = Nullable(wrappedValue: numbers?.disturbance.map(ExportedDisturbance.init))
    _peakMemoryBytes = Nullable(wrappedValue: group.peakMemoryBytes)
    _allocatedBytesPerStep = Nullable(wrappedValue: numbers?.allocatedBytesPerStep)
    _finalLoss = Nullable(wrappedValue: numbers?.finalLoss)
    _dataDigest = Nullable(wrappedValue: group.dataDigest)
    weightsDigest = result.digest
  }
}

/// What the kernel counted during the blocks of a cell; shares of their time in 0…1.
private struct ExportedDisturbance: Codable, Sendable, Equatable {
  @Nullable var steal: Share?
  @Nullable var cpuPressure: Share?
  @Nullable var memoryPressure: Share?
  @Nullable var ioPressure: Share?
  @Nullable var throttling: Share?
  @Nullable var lost: Share?
  @Nullable var involuntarySwitchesPerCPUSecond: Double?
  let majorFaults: Double
  @Nullable var thermalThrottles: Double?

  struct Share: Codable, Sendable, Equatable {
    let mean: Double
    let most: Double
  }

  init(_ summary: DisturbanceSummary) {
    func share(_ share: DisturbanceSummary.Share?) -> Nullable<Share> {
      Nullable(wrappedValue: share.map { Share(mean: $0.mean, most: $0.most) })
    }
    _steal = share(summary.steal)
    _cpuPressure = share(summary.cpuPressure)
    _memoryPressure = share(summary.memoryPressure)
    _ioPressure = share(summary.ioPressure)
    _throttling = share(summary.throttling)
    _lost = share(summary.lost)
    _involuntarySwitchesPerCPUSecond = Nullable(wrappedValue: summary.switchesPerCPUSecond)
    majorFaults = summary.majorFaults
    _thermalThrottles = Nullable(wrappedValue: summary.thermalThrottles)
  }
}
