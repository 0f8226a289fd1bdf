import Networks
import Records
import Training

/// One cell under measurement: a trainer with its number of threads, and the record of what it has
/// shown so far.
final class Contestant {
  /// Where and when it was measured is settled last.
  private(set) var record: RunRecord
  private var trainer: (any MeasuredTrainer)?
  private let group: SweepPlan.Group
  private let meter: @Sendable () -> UInt64
  private var turnDigest: String?

  /// Sets a cell up; a trainer that cannot be made is the cell's failure, not the sweep's.
  init(
    cell: RunRecord.Cell, group: SweepPlan.Group, seed: UInt64, machine: Machine,
    meter: @escaping @Sendable () -> UInt64, makeTrainer: Surroundings.TrainerMaker
  ) {
    self.group = group
    self.meter = meter
    record = RunRecord(
      cell: cell, date: "", machine: machine, seed: seed, flopsPerStep: group.flopsPerStep,
      rounds: [],
      verification: RunRecord.Verification(
        layers: group.layerCounts(census: []), countBeforeTraining: 0, countAfterTraining: 0,
        startDigest: "", finalDigest: "", digestedSteps: 0, firstLoss: nil, finalLoss: nil),
      workers: [])
    do {
      let trainer = try makeTrainer(cell.threads)
      record.flopsPerStep = trainer.flopsPerStep
      self.trainer = trainer
    } catch {
      record.failure = "\(error)"
    }
  }

  /// Whether nothing has gone wrong so far.
  var isSound: Bool { record.failure == nil }
  /// How many workers it trains with.
  var threads: Int { record.cell.threads }

  /// Trains the steps whose outcome is compared; it is the warm-up too.
  ///
  /// - Returns: nanoseconds of a step, or `nil` where the cell has failed.
  func verify(against baseline: Contestant?) -> Double? {
    guard isSound, let trainer else { return nil }
    trainer.reset()
    let before = trainer.weights()
    // Ten groups give a median that one hiccup does not move.
    let steps = group.verifiedSteps
    let stepsPerGroup = steps / 10
    let report = trainer.run(steps: steps, stepsPerGroup: stepsPerGroup, meter: meter)
    let after = trainer.weights()
    record.verification = RunRecord.Verification(
      layers: group.layerCounts(census: trainer.census), countBeforeTraining: count(before),
      countAfterTraining: count(after), startDigest: weightDigest(of: before),
      finalDigest: weightDigest(of: after), digestedSteps: steps,
      firstLoss: report.firstLoss, finalLoss: report.lastLoss)
    record.failure = record.mismatch ?? baseline.flatMap { record.disagreement(with: $0.record) }
    let times = report.groupNanoseconds.sorted()
    guard isSound, !times.isEmpty else { return nil }
    return max(1, Double(times[times.count / 2]) / Double(stepsPerGroup))
  }

  /// Takes one timed turn; each begins at the start weights, and so must end at the same ones.
  func takeTurn(pace: Pace, peakFlopsPerSecond: Double) {
    guard isSound, let trainer else { return }
    trainer.reset()
    let report = trainer.run(
      steps: pace.stepsPerTurn, stepsPerGroup: pace.stepsPerGroup, meter: meter)
    record.rounds.append(
      RunRecord.Round(
        groupNanoseconds: report.groupNanoseconds, stepsPerGroup: pace.stepsPerGroup,
        peakFlopsPerSecond: peakFlopsPerSecond))
    add(report.workers, steps: pace.stepsPerTurn)
    let digest = weightDigest(of: trainer.weights())
    if !report.lastLoss.isFinite {
      record.failure = "the loss is not finite after \(pace.stepsPerTurn) steps"
    } else if let turnDigest, turnDigest != digest {
      record.failure =
        "weights after the same \(pace.stepsPerTurn) steps differ between rounds 1 and "
        + "\(record.rounds.count)"
    }
    turnDigest = turnDigest ?? digest
  }

  /// Fails the cell where its turns ended with other weights than the baseline's.
  func compareTurns(with baseline: Contestant) {
    guard isSound, turnDigest != baseline.turnDigest else { return }
    record.failure =
      "weights after a timed turn differ between \(threads) and \(baseline.threads) threads"
  }

  /// The record, with its place and time.
  func record(machine: Machine, date: String) -> RunRecord {
    record.machine = machine
    record.date = date
    return record
  }

  private func add(_ reports: [WorkerReport], steps: Int) {
    while record.workers.count < reports.count {
      record.workers.append(RunRecord.Worker(pieces: 0, allocatedBytes: 0, steps: 0))
    }
    for (index, report) in reports.enumerated() {
      record.workers[index].pieces += report.pieces
      record.workers[index].allocatedBytes += Int64(clamping: report.allocatedBytes)
      record.workers[index].steps += steps
    }
  }

  private func count(_ weights: [NamedTensor]) -> Int {
    weights.reduce(0) { $0 + $1.tensor.elements.count }
  }
}

extension SweepPlan.Group {
  /// The counts of every layer side by side, Keras's figures first.
  ///
  /// The catalogue lists Keras's figures for the layers with weights in order. A layer that no
  /// trainer has counted has 0 in buffers and gradients: nothing was allocated.
  fileprivate func layerCounts(census: [LayerCensus]) -> [RunRecord.LayerCount] {
    zip(weightedLayers, entry.referenceCounts).map { layer, reference in
      let counted = census.first { $0.layer == layer.name }
      return RunRecord.LayerCount(
        layer: layer.name, reference: reference, formula: layer.parameterCount,
        buffers: counted?.buffers ?? 0, gradients: counted?.gradients ?? 0)
    }
  }
}
