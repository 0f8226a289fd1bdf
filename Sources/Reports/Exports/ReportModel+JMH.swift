import Records

extension ReportModel {
  /// The verified cells as results of the Java Microbenchmark Harness: a fork is a process, an
  /// iteration a block, an operation a sample. A training until a quality was reached is a fork with a single shot.
  ///
  /// - Source: `JSONResultFormat` of openjdk/jmh; where it writes "NaN" for an error that it does not
  ///   know, so does this.
  var jmh: String {
    get throws {
      try RecordCoding.text(
        verified.map { JMHResult($0.cell, $0.measurement) } + qualities.compactMap(JMHResult.init))
        + "\n"
    }
  }
}

private struct JMHResult: Encodable {
  let benchmark: String
  let mode: String
  let threads: Int
  let forks: Int
  let warmupIterations = 0
  let warmupTime = "single-shot"
  let warmupBatchSize = 1
  let measurementIterations: Int
  let measurementTime = "single-shot"
  let measurementBatchSize = 1
  let params: [String: String]
  let primaryMetric: Metric
  let secondaryMetrics: [String: Metric] = [:]

  struct Metric: Encodable {
    let score: Double
    let scoreError: Number
    let scoreConfidence: [Number]
    let scorePercentiles: [String: Double]
    let scoreUnit: String
    let rawData: [[Double]]
  }

  /// A number, or the word that stands for none.
  enum Number: Encodable {
    case known(Double)
    case unknown

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .known(let value): try container.encode(value)
      case .unknown: try container.encode("NaN")
      }
    }
  }

  init(_ cell: Cell, _ measurement: Measurement) {
    let batchSize = cell.subject.batchSize
    benchmark = "gradmark.\(cell.subject.model)"
    mode = "thrpt"
    threads = cell.threads
    forks = measurement.extent.processes
    measurementIterations = measurement.secondsOfBlocks.map(\.count).max() ?? 0
    params = Self.params(of: cell.subject, ["ranks": cell.ranks == 1 ? nil : "\(cell.ranks)"])
    primaryMetric = Metric(
      measurement.samplesPerSecond, "samples/s",
      measurement.secondsOfBlocks.map { $0.map { Double(batchSize) / $0 } })
  }

  /// The time until a quality was reached; `nil` where half of the trainings or more did not reach it.
  init?(_ quality: QualityResult) {
    guard let seconds = quality.medianSeconds else { return nil }
    benchmark = "gradmark.\(quality.subject.model).quality"
    mode = "ss"
    threads = quality.threads
    forks = quality.seconds.count
    measurementIterations = 1
    params = Self.params(of: quality.subject, ["goal": quality.goalText])
    primaryMetric = Metric(Estimate(seconds), "s/op", quality.seconds.map { [$0] })
  }

  /// What tells a case from others of its network.
  private static func params(
    of subject: BenchmarkCase, _ others: [String: String?]
  ) -> [String: String] {
    let choices = BenchmarkCase.choices.map { ($0.name, subject[$0]) }
    return Dictionary(
      uniqueKeysWithValues: [("batch", "\(subject.batchSize)")]
        + (choices + others.map { ($0, $1) }).compactMap { name, value in value.map { (name, $0) } }
    )
  }
}

extension JMHResult.Metric {
  /// - Parameter scores: those of each fork.
  fileprivate init(_ estimate: Estimate, _ unit: String, _ scores: [[Double]]) {
    let percents = [0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100]
    let interval = estimate.interval
    score = estimate.value
    scoreError = interval.map { .known(($0.upperBound - $0.lowerBound) / 2) } ?? .unknown
    scoreConfidence =
      interval.map { [.known($0.lowerBound), .known($0.upperBound)] } ?? [.unknown, .unknown]
    let values = quantiles(percents.map { $0 / 100 }, of: Array(scores.joined())) ?? []
    scorePercentiles = Dictionary(
      uniqueKeysWithValues: zip(percents.map { "\($0)" }, values).map { ($0, $1) })
    scoreUnit = unit
    rawData = scores
  }
}
