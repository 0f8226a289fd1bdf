import Records

/// How long one case takes, with some number of threads, until its predictions are good enough.
public struct QualityResult: Sendable, Equatable {
  /// What was trained.
  public let subject: BenchmarkCase
  /// Workers asked for.
  public let threads: Int
  /// What is measured: `accuracy` or `gain in dB`.
  public let measure: String
  /// What was to be reached.
  public let goal: Double
  /// Trainings, each from a seed of its own.
  public let seedCount: Int
  /// Epochs until the goal, of those that reached it, ascending.
  public let epochs: [Int]
  /// Seconds until the end of that epoch, of those that reached the goal, ascending.
  public let seconds: [Double]

  /// The median over seeds; `nil` where half or more did not reach the goal.
  public var medianSeconds: Double? {
    median(of: padded(seconds)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The median over seeds; `nil` where half or more did not reach the goal.
  public var medianEpochs: Double? {
    median(of: padded(epochs.map(Double.init))).flatMap { $0.isFinite ? $0 : nil }
  }

  /// A training that never gets there takes longer than any that does.
  private func padded(_ values: [Double]) -> [Double] {
    values + [Double](repeating: .infinity, count: seedCount - values.count)
  }

  /// Groups trainings by case, threads and goal, in the order of the log; of a seed that was
  /// repeated, the newest counts.
  static func all(of entries: [QualityEntry]) -> [QualityResult] {
    var keys: [Key] = []
    for entry in entries where !keys.contains(Key(entry)) { keys.append(Key(entry)) }
    return keys.map { key in
      let runs = Dictionary(entries.filter { Key($0) == key }.map { ($0.seed, $0) }) { $1 }.values
      let reached = runs.compactMap { run in run.epochs.map { ($0, run.seconds[$0 - 1]) } }
      return QualityResult(
        subject: key.subject, threads: key.threads, measure: key.measure, goal: key.goal,
        seedCount: runs.count, epochs: reached.map(\.0).sorted(),
        seconds: reached.map(\.1).sorted())
    }
  }

  private struct Key: Equatable {
    let subject: BenchmarkCase
    let threads: Int
    let measure: String
    let goal: Double

    init(_ entry: QualityEntry) {
      subject = entry.subject
      threads = entry.threads
      measure = entry.measure
      goal = entry.goal
    }
  }
}
