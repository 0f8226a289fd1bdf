import Networks
import Records
import Training

/// One team under measurement: a trainer, and what it has shown so far. What goes wrong is
/// its own failure, not that of the others.
final class OwnContestant: Entrant {
  private(set) var record: Replicate.Contestant
  private var trainer: (any MeasuredTrainer)?
  private let group: SweepPlan.Group
  /// Its place among the contestants of the process.
  let place: Int
  private let meter: @Sendable () -> UInt64
  private let watch: Surroundings.Watch
  /// What came before the first step: the start of the process, and making the trainer.
  private var preparationNanoseconds: Int64?
  /// Where timed turns end.
  private(set) var turnDigest: String?

  /// Sets a contestant up.
  ///
  /// - Parameters:
  ///   - place: its place among the contestants of the process.
  ///   - launch: what the start of the process took; `nil` where nobody knows.
  init(
    place: Int, cell: Cell, isControl: Bool, group: SweepPlan.Group,
    meter: @escaping @Sendable () -> UInt64, watch: @escaping Surroundings.Watch,
    launch: ProcessLaunch? = nil, makeTrainer: Surroundings.TrainerMaker
  ) {
    self.place = place
    self.watch = watch
    self.group = group
    self.meter = meter
    record = Replicate.Contestant(
      threads: cell.threads, isControl: isControl, isOversubscribed: cell.isOversubscribed,
      ranks: cell.ranks == 1 ? nil : cell.ranks)
    let start = launch?.clock()
    attempt { trainer = try makeTrainer(cell.team) }
    record.sharedStep = trainer?.sharedStep
    if let launch, let start {
      preparationNanoseconds = launch.nanoseconds + launch.clock() - start
    }
  }

  /// Whether nothing has gone wrong so far.
  var isSound: Bool { record.failure == nil }
  /// Who trains.
  var team: Team { record.team }
  /// Whether it doubles another contestant.
  var isControl: Bool { record.isControl }

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
    record.firstStepNanoseconds = preparationNanoseconds.map { $0 + report.firstStepNanoseconds }
    let after = trainer.weights()
    let evidence = Replicate.Evidence(
      layers: group.layerCounts(trainer.countParameters()), countBeforeTraining: count(before),
      countAfterTraining: count(after), startDigest: weightDigest(of: before),
      finalDigest: weightDigest(of: after), digestedSteps: steps,
      losses: report.firstLosses + [report.lastLoss])
    record.evidence = evidence
    record.warmUp = Replicate.StepTimes(
      groupNanoseconds: report.groupNanoseconds, stepsPerGroup: stepsPerGroup)
    // What is no number may look like a count that differs.
    record.failure =
      report.lastLoss.isFinite
      ? evidence.mismatch(parameterCount: group.parameterCount) : "the loss is not finite"
    if let baseline, let clause = baseline.record.evidence.flatMap(evidence.disagreement) {
      fail("\(clause) between \(team.text(beside: baseline.team))")
    }
    checkRanks(of: trainer)
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
    let ranks = trainer.rankReports
    add(
      report.workers.map { Replicate.Worker($0, steps: pace.stepsPerTurn) }
        + ranks.dropFirst().flatMap(\.workers))
    let digest = weightDigest(of: trainer.weights())
    checkRanks(of: trainer)
    if !report.lastLoss.isFinite {
      fail("the loss is not finite after \(pace.stepsPerTurn) steps")
    } else if let turnDigest, turnDigest != digest {
      fail(
        "weights after the same \(pace.stepsPerTurn) steps differ between two turns with "
          + team.plainText)
    }
    turnDigest = turnDigest ?? digest
    var block = Replicate.Block(
      contestant: place, round: round,
      times: Replicate.StepTimes(
        groupNanoseconds: report.groupNanoseconds, stepsPerGroup: pace.stepsPerGroup),
      cpuNanoseconds: counters.cpuMicroseconds * 1_000,
      peakFlopsPerSecond: rates?.peakFlopsPerSecond,
      memoryBytesPerSecond: rates?.memoryBytesPerSecond,
      coreLatencyNanoseconds: rates?.coreLatencyNanoseconds, counters: counters,
      ranks: ranks.isEmpty ? nil : ranks.map(\.turn), links: rates?.links)
    // More threads than CPUs wait for each other: that is what they are measured for.
    block.disturbances = block.reasons(of: record)
    return block
  }

  private func add(_ workers: [Replicate.Worker]) {
    while record.workers.count < workers.count {
      record.workers.append(Replicate.Worker(tasks: 0, allocatedBytes: 0, steps: 0))
    }
    for (index, worker) in workers.enumerated() { record.workers[index].add(worker) }
  }

  /// Fails where ranks have trained apart.
  private func checkRanks(of trainer: any MeasuredTrainer) {
    if let fault = trainer.rankFault { fail(fault) }
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
  /// Of a word from one of the CPUs to another; `nil` of one thread.
  var coreLatencyNanoseconds: Double?
  /// What the connections between ranks allow; `nil` where there are none.
  var links: Replicate.Links?

  /// Measures the ceilings on some threads of this process.
  package static func measured(threads: Int) -> CeilingRates {
    var rates = CeilingRates(
      peak: Ceilings.multiplyAddRate(threads: threads),
      memory: Ceilings.memoryBandwidth(threads: threads))
    rates.coreLatencyNanoseconds = Ceilings.coreLatency(threads: threads)
    return rates
  }

  /// Tells rates, of which 0 was not measured.
  package init(peak: Double, memory: Double? = nil) {
    peakFlopsPerSecond = peak > 0 ? peak : nil
    memoryBytesPerSecond = memory.flatMap { $0 > 0 ? $0 : nil }
  }
}

extension Surroundings {
  /// Measures the FMA peak loop alone: the memory stream's arrays take as long to fill as some turns.
  func measurePeak(_ team: Team) -> CeilingRates {
    CeilingRates(peak: multiplyAddRate(team))
  }

  /// Measures the ceilings of a team, and what its connections allow.
  func measureCeilings(_ team: Team) -> CeilingRates {
    var rates = CeilingRates(peak: multiplyAddRate(team), memory: memoryRate(team))
    rates.coreLatencyNanoseconds = coreLatency(team)
    rates.links = links(team)
    return rates
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

extension Team {
  /// `1 and 2 threads`, `1 thread and 2 ranks × 1 thread`.
  func text(beside other: Team) -> String {
    ranks == 1 && other.ranks == 1
      ? "\(threads) and \(other.threads) threads" : "\(self) and \(other)"
  }

  /// `1 threads`, `2 ranks × 1 thread`.
  fileprivate var plainText: String { ranks == 1 ? "\(threads) threads" : description }
}

extension Replicate.Worker {
  /// What a worker did in one turn.
  init(_ report: WorkerReport, steps: Int) {
    self.init(
      tasks: report.tasks, allocatedBytes: Int64(clamping: report.allocatedBytes), steps: steps,
      cpus: report.cpus, cpuNanoseconds: report.cpuNanoseconds)
  }

  /// Adds what it did in another turn.
  fileprivate mutating func add(_ turn: Replicate.Worker) {
    tasks += turn.tasks
    allocatedBytes += turn.allocatedBytes
    steps += turn.steps
    cpus = Set(cpus + turn.cpus).sorted()
    cpuNanoseconds = (cpuNanoseconds ?? 0) + (turn.cpuNanoseconds ?? 0)
  }
}
