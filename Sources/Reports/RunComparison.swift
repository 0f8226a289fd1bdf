import Records

/// Two runs, cell by cell.
public struct RunComparison: Sendable, Equatable {
  /// The run that is compared with.
  public let baseline: ReportModel
  /// The run that is asked about.
  public let candidate: ReportModel
  /// The cells that both have, in the baseline's order.
  public let rows: [Row]

  /// One cell in both runs.
  public struct Row: Sendable, Equatable {
    /// Which cell.
    public let cell: Cell
    /// What came out.
    public let outcome: Outcome
  }

  /// What two measurements of one cell say.
  public enum Outcome: Sendable, Equatable {
    /// The candidate's throughput over the baseline's.
    case compared(baseline: Measurement, candidate: Measurement, ratio: Estimate)
    /// Why there is no ratio, as a clause.
    case incomparable(String)
  }

  /// Whether a ratio is a difference.
  public enum Verdict: String, Sendable {
    /// The whole interval lies above 1.
    case faster
    /// The whole interval lies below 1.
    case slower
    /// The interval holds 1.
    case noDifference = "no difference"
  }

  /// Compares a run with a baseline.
  public init(of candidate: ReportModel, with baseline: ReportModel) {
    self.baseline = baseline
    self.candidate = candidate
    rows = baseline.cells.compactMap { old in
      candidate.cell(like: old.cell).map {
        Row(cell: old.cell, outcome: Outcome(baseline: old, candidate: $0))
      }
    }
  }

  /// The ratios of all compared cells.
  public var ratios: [Estimate] { rows.compactMap(\.ratio) }

  /// What differs between the machines and binaries of the runs, each as a clause.
  var differences: [String] { baseline.machine.differences(from: candidate.machine) }

  /// The cells that only the baseline has.
  var onlyInBaseline: [Cell] {
    baseline.cells.map(\.cell).filter { candidate.cell(like: $0) == nil }
  }

  /// The cells that only the candidate has.
  var onlyInCandidate: [Cell] {
    candidate.cells.map(\.cell).filter { baseline.cell(like: $0) == nil }
  }
}

extension RunComparison.Row {
  /// The ratio, where there is one.
  public var ratio: Estimate? {
    if case .compared(_, _, let ratio) = outcome { ratio } else { nil }
  }

  /// The verdict; `nil` without an interval to base it on.
  public var verdict: RunComparison.Verdict? {
    guard let interval = ratio?.interval else { return nil }
    if interval.lowerBound > 1 { return .faster }
    return interval.upperBound < 1 ? .slower : .noDifference
  }
}

extension RunComparison.Outcome {
  init(baseline: CellResult, candidate: CellResult) {
    let (old, new) = (baseline.parameterCount, candidate.parameterCount)
    switch (baseline.outcome, candidate.outcome) {
    case (.failed(let reason), _):
      self = .incomparable("failed in A: \(reason)")
    case (_, .failed(let reason)):
      self = .incomparable("failed in B: \(reason)")
    case _ where old != new:
      self = .incomparable("different networks: \(old) and \(new) parameters")
    case (.measured(let baseline), .measured(let candidate)):
      self = .compared(
        baseline: baseline, candidate: candidate,
        ratio: unpairedRatio(of: candidate.samplesPerSecond, to: baseline.samplesPerSecond))
    }
  }
}

extension ReportModel {
  /// The result of the same network, batch size and thread count.
  fileprivate func cell(like other: Cell) -> CellResult? {
    cells.first {
      $0.cell.subject == other.subject
        && $0.cell.threads == other.threads
    }
  }
}
