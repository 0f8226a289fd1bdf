import Clocks
import Datasets
import Networks
import Records
import Suites
import Training

/// Training until predictions are good enough: what a user waits for, which throughput alone does
/// not tell.
public struct QualityRun {
  /// What is trained and to which end.
  public struct Goal: Sendable, Equatable {
    /// The catalogue's name of the network.
    public let model: String
    /// What is to be reached on data that are not trained on.
    public let value: Double
    /// What that is, with its unit.
    public let measure: String
    /// After so many epochs it is given up.
    public let mostEpochs: Int

    /// About how long one training takes at most, by its arithmetic on drawn data.
    ///
    /// - Throws: a `ModelError` for an impossible network.
    public func mostSeconds(threads: Int) throws(ModelError) -> Double {
      guard let workload = Workload.named(model) else { return 0 }
      let flopsPerEpoch =
        try workload.trainingNetwork.resolved().flopsPerSample
        * Double(workload.trainingCount(atLeast: 1))
      return Double(mostEpochs) * flopsPerEpoch
        / (SweepPlan.presumedFlopsPerSecond * Double(threads))
    }
  }

  /// Digits of which 90 % are told right, and spectra whose noise is 4 dB lower: two fifths.
  public static let goals = [
    Goal(model: Catalog.digits.name, value: 0.9, measure: "accuracy", mostEpochs: 60),
    Goal(model: Catalog.denoise.name, value: 4, measure: "gain in dB", mostEpochs: 60),
  ]

  private let goal: Goal
  private let threads: Int
  private let digitsFolder: String?
  private let nanoseconds: () -> Int64
  private let lost: ([WorkerReport]) -> Int64
  private let date: () -> String

  /// Sets a series of trainings up.
  ///
  /// - Parameters:
  ///   - goal: what is trained and to which end.
  ///   - threads: workers to train with.
  ///   - digitsFolder: a folder with MNIST's four files for `digits`; `nil` draws digits.
  ///   - nanoseconds: the raw clock.
  ///   - lost: the time in which workers were kept from running.
  ///   - date: the time of day, ISO 8601 in UTC.
  public init(
    _ goal: Goal, threads: Int, digitsFolder: String?,
    nanoseconds: @escaping () -> Int64 = RawClock.nanoseconds,
    lost: @escaping ([WorkerReport]) -> Int64 = { $0.lostNanoseconds },
    date: @escaping () -> String
  ) {
    self.goal = goal
    self.threads = threads
    self.digitsFolder = digitsFolder
    self.nanoseconds = nanoseconds
    self.lost = lost
    self.date = date
  }

  /// The seeds from which a log holds no training to this goal, of its newest plan's machine, binary and
  /// files.
  public func pending(_ seeds: Range<UInt64>, after log: RunLog) -> [UInt64] {
    let done = log.selection().qualities.filter {
      $0.subject.model == goal.model && $0.threads == threads && $0.measure == goal.measure
        && $0.goal == goal.value
    }
    return seeds.filter { seed in !done.contains { $0.seed == seed } }
  }

  /// Trains from one seed, epoch by epoch, until the goal is reached or given up.
  ///
  /// - Parameters:
  ///   - seed: settles data, start weights and shuffling.
  ///   - isInterrupted: asked before every epoch.
  ///   - onEpoch: hears of the number of epochs that are over and of what was reached.
  /// - Returns: `nil` where it was interrupted.
  /// - Throws: what reading data throws, or a `ModelError`.
  public func train(
    seed: UInt64, isInterrupted: () -> Bool, onEpoch: (Int, Double) -> Void
  ) throws -> QualityEntry? {
    guard let workload = Workload.named(goal.model, digitsFolder: digitsFolder),
      let quality = workload.quality
    else { throw SweepError(.usage, "'\(goal.model)' has no measure of quality; use another") }
    let (data, heldOut) = try workload.makeData(seed: seed)
    let trainer = try Trainer(
      workload.trainingNetwork, training: workload.entry.training,
      options: TrainerOptions(batchSize: workload.batchSize, threads: threads, seed: seed))
    try trainer.load(inputs: data.inputs, targets: data.targets)
    let stepsPerEpoch = (data.sampleCount + workload.batchSize - 1) / workload.batchSize
    var values: [Double] = []
    var seconds: [Double] = []
    while values.count < goal.mostEpochs, (values.last ?? -.infinity) < goal.value {
      if isInterrupted() { return nil }
      let start = nanoseconds()
      let lost = lost(trainer.train(steps: stepsPerEpoch) { _ in })
      let spent = nanoseconds() - start
      // Time in which the process stood still, as after Ctrl-Z, is nobody's: an epoch that lost most of
      // its time was stopped, where others were slowed down.
      let trained = lost > spent / 2 ? spent - lost : spent
      seconds.append((seconds.last ?? 0) + Double(trained) * 1e-9)
      // Predictions without a quality, such as spectra met exactly, cannot be told from none.
      let value = quality.value(of: try trainer.predict(heldOut.inputs), on: heldOut) ?? 0
      values.append(value)
      onEpoch(values.count, value)
    }
    return QualityEntry(
      subject: BenchmarkCase(model: goal.model, batchSize: workload.batchSize), threads: threads,
      seed: seed, dataDigest: dataDigest(of: data, heldOut), measure: goal.measure,
      goal: goal.value, values: values, seconds: seconds,
      date: date())
  }
}
