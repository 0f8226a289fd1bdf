import Networks
import Records
import Training

/// One thread count under measurement: a trainer, and what it has shown so far. What goes wrong is
/// its own failure, not that of the others.
final class OwnContestant: Entrant {
  private(set) var record: Replicate.Contestant
  private var trainer: (any MeasuredTrainer)?
  private let group: SweepPlan.Group
  /// Its place among the contestants of the process.
  let place: Int
  private let meter: @Sendable () -> UInt64
  private let watch: Surroundings.Watch
  /// Where timed turns end.
  private(set) var turnDigest: String?

  /// Sets a contestant up.
  ///
  /// - Parameter place: its place among the contestants of the process.
  init(
    place: Int, cell: Cell, isTwin: Bool, group: SweepPlan.Group,
    meter: @escaping @Sendable () -> UInt64, watch: @escaping Surroundings.Watch,
    makeTrainer: Surroundings.TrainerMaker
  ) {
    self.place = place
    self.watch = watch
    self.group = group
    self.meter = meter
    record = Replicate.Contestant(
      threads: cell.threads, isTwin: isTwin, isOversubscribed: cell.isOversubscribed)
    attempt { trainer = try makeTrainer(cell.threads) }
  }

  /// Whether nothing has gone wrong so far.
  var isSound: Bool { record.failure == nil }
  /// How many workers it trains with.
  var threads: Int { record.threads }
  /// Whether it doubles another contestant.
  var isTwin: Bool { record.isTwin }

  /// Fails where it was sound.
  func fail(_ reason: String) {
    if isSound { record.failure = reason }
  }

  /// Trains the steps whose outcome is compared; they are the warm-up too, which is kept.
  ///
  /// - Returns: nanoseconds of a step, or `nil` where it has failed.
  func verify(against baseline: OwnContestant?) -> Double? {
    guard isSound, let trainer else { return nil }
    trainer.reset()
    let before = trainer.weights()
    // Ten groups give a median that one hiccup does not move.
    let steps = group.verifiedSteps
    let stepsPerGroup = steps / 10
    let report = trainer.run(steps: steps, stepsPerGroup: stepsPerGroup, meter: meter)
    let after = trainer.weights()
    let evidence = Replicate.Evidence(
      layers: group.layerCounts(trainer.countParameters()), countBeforeTraining: count(before),
      countAfterTraining: count(after), startDigest: weightDigest(of: before),
      finalDigest: weightDigest(of: after), digestedSteps: steps,
      losses: report.firstLosses + [report.lastLoss])
    record.evidence = evidence
    record.warmUp = Replicate.StepTimes(
      groupNanoseconds: report.groupNanoseconds, stepsPerGroup: stepsPerGroup)
    record.failure = evidence.mismatch(parameterCount: group.parameterCount)
    if let baseline, let clause = baseline.record.evidence.flatMap(evidence.disagreement) {
      fail("\(clause) between \(threads) and \(baseline.threads) threads")
    }
    let times = report.groupNanoseconds.sorted()
    guard isSound, !times.isEmpty else { return nil }
    return max(1, Double(times[times.count / 2]) / Double(stepsPerGroup))
  }

  /// Runs some instrumented steps, which are not timed.
  func profile(steps: Int) {
    guard isSound, let trainer else { return }
    trainer.reset()
    record.phases = Replicate.PhaseTimes(trainer.profile(steps: steps))
  }

  /// Takes one timed turn; each begins at the start weights, and so must end at the same ones.
  ///
  /// - Returns: what was measured, or `nil` where it had failed before.
  func takeTurn(
    round: Int, pace: Pace, rates: CeilingRates?
  ) throws(Never) -> Replicate.Block? {
    guard isSound, let trainer else { return nil }
    trainer.reset()
    let stopWatching = watch()
    let report = trainer.run(
      steps: pace.stepsPerTurn, stepsPerGroup: pace.stepsPerGroup, meter: meter)
    var counters = stopWatching()
    counters.lostNanoseconds = report.lostNanoseconds
    add(report.workers, steps: pace.stepsPerTurn)
    let digest = weightDigest(of: trainer.weights())
    if !report.lastLoss.isFinite {
      fail("the loss is not finite after \(pace.stepsPerTurn) steps")
    } else if let turnDigest, turnDigest != digest {
      fail(
        "weights after the same \(pace.stepsPerTurn) steps differ between two turns with "
          + "\(threads) threads")
    }
    turnDigest = turnDigest ?? digest
    return Replicate.Block(
      contestant: place, round: round,
      times: Replicate.StepTimes(
        groupNanoseconds: report.groupNanoseconds, stepsPerGroup: pace.stepsPerGroup),
      cpuNanoseconds: counters.cpuMicroseconds * 1_000,
      peakFlopsPerSecond: rates?.peakFlopsPerSecond,
      memoryBytesPerSecond: rates?.memoryBytesPerSecond, counters: counters,
      // More threads than CPUs wait for each other: that is what they are measured for.
      disturbances: record.isOversubscribed ? [] : counters.reasons)
  }

  private func add(_ reports: [WorkerReport], steps: Int) {
    while record.workers.count < reports.count {
      record.workers.append(Replicate.Worker(pieces: 0, allocatedBytes: 0, steps: 0))
    }
    for (index, report) in reports.enumerated() {
      record.workers[index].add(report, steps: steps)
    }
  }

  private func count(_ weights: [NamedTensor]) -> Int {
    weights.reduce(0) { $0 + $1.tensor.elements.count }
  }

  private func attempt(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      fail("\(error)")
    }
  }
}

/// What the machine allowed just before a block, on as many threads.
package struct CeilingRates {
  let peakFlopsPerSecond: Double?
  let memoryBytesPerSecond: Double?

  /// Measures both ceilings on some threads of this process.
  package static func measured(threads: Int) -> CeilingRates {
    CeilingRates(
      peak: Ceilings.multiplyAddRate(threads: threads),
      memory: Ceilings.memoryBandwidth(threads: threads))
  }

  /// Tells rates, of which 0 was not measured.
  package init(peak: Double, memory: Double? = nil) {
    peakFlopsPerSecond = peak > 0 ? peak : nil
    memoryBytesPerSecond = memory.flatMap { $0 > 0 ? $0 : nil }
  }
}

extension Surroundings {
  /// Measures the FMA peak loop alone: the memory stream's arrays take as long to fill as some turns.
  func measurePeak(_ threads: Int) -> CeilingRates {
    CeilingRates(peak: multiplyAddRate(threads))
  }

  /// Measures both ceilings on some threads.
  func measureCeilings(_ threads: Int) -> CeilingRates {
    CeilingRates(peak: multiplyAddRate(threads), memory: memoryRate(threads))
  }
}

extension SweepPlan.Group {
  /// The counts of every layer side by side, Keras's figures first.
  ///
  /// The entry lists Keras's figures for the layers with weights in order. A layer that no
  /// trainer has counted has 0 in buffers and gradients: nothing was allocated.
  fileprivate func layerCounts(_ counts: [LayerCounts]) -> [Replicate.LayerCount] {
    zip(weightedLayers, entry.referenceCounts).map { layer, reference in
      let counted = counts.first { $0.layer == layer.name }
      return Replicate.LayerCount(
        layer: layer.name, reference: reference, formula: layer.parameterCount,
        buffers: counted?.buffers ?? 0, gradients: counted?.gradients ?? 0)
    }
  }
}

extension Replicate.Worker {
  /// Adds what a worker did in one turn.
  fileprivate mutating func add(_ report: WorkerReport, steps: Int) {
    pieces += report.pieces
    allocatedBytes += Int64(clamping: report.allocatedBytes)
    self.steps += steps
    cpus = Set(cpus + report.cpus).sorted()
    cpuNanoseconds = (cpuNanoseconds ?? 0) + report.cpuNanoseconds
  }
}
