import Records

/// Everything that a report says about one run; all derivation happens on the way here.
public struct ReportModel: Sendable, Equatable {
  /// The run's folder name.
  public let name: String
  /// The machine and binary of the newest record.
  public let machine: Machine
  /// When the first and the last cell were finished, ISO 8601.
  public let dates: ClosedRange<String>
  /// The seeds of the records, ascending; more than one only where runs were mixed.
  public let seeds: [UInt64]
  /// The highest one-minute load average of the records.
  public let highestLoadAverage: Double?
  /// The highest steal time of the records, in percent.
  public let highestStealPercent: Double?
  /// The cells, smallest network first, then by batch size.
  public let groups: [CellGroup]
  /// What a reader has to know before trusting the numbers, as sentences.
  public let warnings: [String]

  /// Derives a report from the records of a run; the last record of a cell counts.
  ///
  /// - Precondition: there is a record.
  public init(name: String, records: [RunRecord]) {
    precondition(!records.isEmpty, "a report of \(name) needs a record")
    let newest = records[records.count - 1]
    let dates = records.map(\.date).sorted()
    self.name = name
    machine = newest.machine
    self.dates = dates[0]...dates[dates.count - 1]
    seeds = Set(records.map(\.seed)).sorted()
    highestLoadAverage = records.compactMap(\.machine.loadAverage).max()
    highestStealPercent = records.compactMap(\.machine.stealPercent).max()
    groups = CellGroup.groups(of: records)
    warnings = Self.warnings(about: records)
  }

  /// Every cell in the groups' order.
  public var cells: [CellResult] { groups.flatMap(\.cells) }

  /// The thread counts of the run, ascending.
  public var threadCounts: [Int] { Set(cells.map(\.cell.threads)).sorted() }

  /// The cells that failed.
  public var failures: [CellResult] { cells.filter { $0.measurement == nil } }

  private static func warnings(about records: [RunRecord]) -> [String] {
    var builds: [Machine.Build] = []
    for record in records where !builds.contains(record.machine.build) {
      builds.append(record.machine.build)
    }
    var warnings: [String] = []
    if builds.count > 1 {
      warnings.append("The cells were measured with \(builds.count) different binaries.")
    }
    if Set(records.map(\.machine.name)).count > 1 {
      warnings.append("The cells were measured on different machines.")
    }
    if Set(records.map(\.seed)).count > 1 {
      warnings.append("The cells were measured with different seeds.")
    }
    return warnings
  }
}

/// The thread counts of one network and batch size.
public struct CellGroup: Sendable, Equatable {
  /// The network.
  public let model: String
  /// Samples in a step.
  public let batchSize: Int
  /// Weights in the network.
  public let parameterCount: Int
  /// One result a thread count, ascending.
  public let cells: [CellResult]

  /// The result with that many threads, if it is there.
  public func cell(threads: Int) -> CellResult? {
    cells.first { $0.cell.threads == threads }
  }
}

/// One cell: a measurement, or the reason why it has none.
public struct CellResult: Sendable, Equatable {
  /// Which cell.
  public let cell: RunRecord.Cell
  /// What came out.
  public let outcome: Outcome
  /// SHA-256 of the weights after training, hexadecimal.
  public let digest: String

  /// A cell that fails its verification is an error, not a time.
  public enum Outcome: Sendable, Equatable {
    /// Verified numbers.
    case measured(Measurement)
    /// What does not agree, as a clause.
    case failed(String)
  }

  /// The numbers, where the cell is verified.
  public var measurement: Measurement? {
    if case .measured(let measurement) = outcome { measurement } else { nil }
  }

  /// Why there are none, where it is not.
  public var failure: String? {
    if case .failed(let reason) = outcome { reason } else { nil }
  }
}
