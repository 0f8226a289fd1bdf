import Randomness
import Records
import Suites

/// The measurement of one case in one process: its thread counts verify, then take turns, with each
/// other or with those of another process.
public struct CaseMeasurement {
  private let job: MeasuringJob
  private let group: SweepPlan.Group
  private let surroundings: Surroundings
  private let report: (SweepEvent.Phase, _ fraction: Double) -> Void
  private let launch: ProcessLaunch?

  /// How many rounds a process is laid out for; six are the fewest that give an interval.
  package static let plannedRounds = 6.0

  /// Sets a measurement up.
  ///
  /// - Parameters:
  ///   - job: what to measure.
  ///   - surroundings: the machine, or a script in its place.
  ///   - arrival: when the process had read its job, by the raw clock; `nil` is now. What it does between that and
  ///     measuring, such as reading its own program, only a sweep asks for: it is no part of a first step.
  ///   - report: hears of each phase, with the fraction of the work that is done.
  /// - Throws: a `SweepError` for a network that the catalogue does not list.
  public init(
    _ job: MeasuringJob, surroundings: Surroundings, arrival: Int64? = nil,
    report: @escaping (SweepEvent.Phase, Double) -> Void
  ) throws {
    self.job = job
    self.surroundings = surroundings
    self.report = report
    let clock = surroundings.nanoseconds
    launch = job.startNanoseconds.map {
      ProcessLaunch(nanoseconds: (arrival ?? clock()) - $0, clock: clock)
    }
    group = try SweepPlan.Group(job)
  }

  /// Measures all contestants, which take turns with each other.
  public func replicate() -> Replicate {
    report(.preparing, 0)
    let (contestants, dataDigest) = makeContestants()
    var stop = Replicate.Stop.failed
    var blocks: [Replicate.Block] = []
    var peakMemory: Int64?
    let steps = verify(contestants)
    if !steps.isEmpty {
      let pace = Pace(
        stepNanoseconds: steps,
        turnNanoseconds: job.secondsPerContestant / Self.plannedRounds * 1e9)
      for contestant in contestants where !contestant.isControl {
        contestant.profile(steps: pace.profiledSteps)
      }
      // Before the memory stream's arrays are there.
      peakMemory = surroundings.peakMemoryBytes()
      (stop, blocks) = takeTurns(contestants, pace: pace)
    } else {
      // An A/A control is not verified itself.
      for control in contestants where control.isControl {
        control.fail("it doubles one that does not hold")
      }
    }
    compareTurns(of: contestants)
    return replicate(of: contestants, dataDigest, blocks, stop, peakMemory)
  }

  /// Has the contestants take the turns that somebody else asks for.
  ///
  /// - Parameters:
  ///   - next: waits for a request; `nil` where nobody is left to ask.
  ///   - answer: tells what came of a request; the first answer tells that turns can begin.
  /// - Returns: what was measured; `nil` where nobody is left to hear of it.
  public func serve(
    next: () throws -> TurnRequest?, answer: (ChildMessage) throws -> Void
  ) rethrows -> Replicate? {
    report(.preparing, 0)
    let (contestants, dataDigest) = makeContestants()
    try answer(.ready(stepNanoseconds: verify(contestants)))
    let peakMemory = surroundings.peakMemoryBytes()
    var blocks: [Replicate.Block] = []
    while let request = try next() {
      switch request {
      case .turn(let turn):
        guard contestants.indices.contains(turn.contestant) else { return nil }
        let contestant = contestants[turn.contestant]
        let team = contestant.team
        let rates =
          !turn.measuresCeilings
          ? nil
          : team.ranks == 1
            ? surroundings.measurePeak(team) : surroundings.measureCeilings(team)
        let block = contestant.takeTurn(round: turn.round, pace: turn.pace, rates: rates)
        if let block { blocks.append(block) }
        try answer(.turn(block))
      case .end(let stop):
        compareTurns(of: contestants)
        return replicate(of: contestants, dataDigest, blocks, stop, peakMemory)
      }
    }
    return nil
  }

  /// The contestants, and the digest of the data that they share; `nil` where there are no data.
  private func makeContestants() -> ([OwnContestant], dataDigest: String?) {
    let maker: Surroundings.TrainerMaker
    var dataDigest: String?
    do {
      let source = try surroundings.trainers(group, job.seed)
      maker = source.makeTrainer
      dataDigest = source.dataDigest
    } catch {
      maker = { _ in throw error }
    }
    let cells = group.cells.map { cell in
      var cell = cell
      if let hasCPUs = surroundings.hasCPUs { cell.isOversubscribed = !hasCPUs(cell.team) }
      return cell
    }
    let usable = cells.filter { !$0.isOversubscribed }
    // Every one has its turn over the processes.
    let control =
      usable.isEmpty || job.hasNoTwin == true ? [] : [usable[job.process % usable.count]]
    let all = cells.map { ($0, false) } + control.map { ($0, true) }
    let contestants = all.enumerated().map { place, contestant in
      OwnContestant(
        place: place, cell: contestant.0, isControl: contestant.1, group: group,
        meter: surroundings.allocatedBytes, watch: surroundings.watch, launch: launch,
        makeTrainer: maker)
    }
    return (contestants, dataDigest)
  }

  /// Verifies each thread count against the first; returns nanoseconds of a step of those that hold.
  private func verify(_ contestants: [OwnContestant]) -> [Double] {
    var stepNanoseconds: [Double] = []
    var baseline: OwnContestant?
    for contestant in contestants where !contestant.isControl {
      report(.verifying(contestant.team), 0)
      if let nanoseconds = contestant.verify(against: baseline) {
        stepNanoseconds.append(nanoseconds)
        baseline = baseline ?? contestant
      }
    }
    return stepNanoseconds
  }

  /// All turns have to end in the same bits.
  private func compareTurns(of contestants: [OwnContestant]) {
    let sound = contestants.filter { $0.isSound && $0.turnDigest != nil }
    for contestant in sound.dropFirst() where contestant.turnDigest != sound[0].turnDigest {
      contestant.fail(
        "weights after a timed turn differ between \(contestant.team.text(beside: sound[0].team))")
    }
  }

  /// The thread counts that have a CPU each take turns with the control; more threads than that follow
  /// in rounds of their own, with the fewest threads for comparison.
  private func takeTurns(
    _ contestants: [OwnContestant], pace: Pace
  ) -> (Replicate.Stop, [Replicate.Block]) {
    var random = SplitMix64(seed: job.orderSeed)
    let crowds = contestants.filter { $0.record.isOversubscribed }
    let usable = contestants.filter { !$0.record.isOversubscribed }
    var interleaved = InterleavedBlocks<OwnContestant>(
      pace: pace, secondsPerContestant: job.secondsPerContestant, precision: job.precision,
      nanoseconds: surroundings.nanoseconds, ceilings: surroundings.measureCeilings)
    var stop: Replicate.Stop?
    if !usable.isEmpty {
      stop = interleaved.play(usable, using: &random) { report(.measuring($0), $1) }
    }
    if !crowds.isEmpty {
      let reference = usable.first { $0.isSound }
      let crowded = [reference].compactMap(\.self) + crowds
      let crowdedStop = interleaved.play(crowded, using: &random) {
        report(.measuring($0), $1)
      }
      stop = stop ?? crowdedStop
    }
    return (stop ?? .failed, interleaved.blocks)
  }

  private func replicate(
    of contestants: [OwnContestant], _ dataDigest: String?, _ blocks: [Replicate.Block],
    _ stop: Replicate.Stop, _ peakMemory: Int64?
  ) -> Replicate {
    var missing: [String: String] = [:]
    let load = surroundings.loadAverage()
    if peakMemory == nil {
      missing["peakMemoryBytes"] = "nothing was measured, or /proc/self/status cannot be read"
    }
    if load == nil { missing["loadAverage"] = "/proc/loadavg cannot be read" }
    if dataDigest == nil { missing["dataDigest"] = "there were no data" }
    if surroundings.binaryDigest.value == nil {
      missing["binaryDigest"] = "the program's file cannot be read"
    }
    for counters in blocks.compactMap(\.counters) {
      missing.merge(counters.missing) { first, _ in first }
    }
    return Replicate(
      subject: job.subject, process: job.process, caseDigest: job.caseDigest, seed: job.seed,
      dataDigest: dataDigest, binaryDigest: surroundings.binaryDigest.value,
      date: surroundings.date(), parameterCount: group.parameterCount,
      flopsPerStep: group.flopsPerStep, bytesPerStep: group.bytesPerStep,
      contestants: contestants.map(\.record),
      blocks: blocks, stop: stop,
      peakMemoryBytes: peakMemory, loadAverage: load, missing: missing)
  }
}
