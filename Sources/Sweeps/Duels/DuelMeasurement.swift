import Clocks
import Randomness
import Records

/// The measurement of one case by one pair of processes: one of each build, on the same CPUs.
public struct DuelMeasurement {
  private let sides: [Side]
  private let turns: DuelTerms.Turns
  private let nanoseconds: () -> Int64

  /// A build that takes part.
  public struct Side {
    /// Its name and program in the plan.
    public let implementation: BenchmarkPlan.Implementation
    /// What starts it, in one of the plan's processes.
    ///
    /// - Throws: a `SweepError` where its program cannot be had.
    let process: (_ index: Int) throws -> MeasuringProcess

    /// Names a build.
    public init(
      _ implementation: BenchmarkPlan.Implementation,
      process: @escaping (_ index: Int) throws -> MeasuringProcess
    ) {
      self.implementation = implementation
      self.process = process
    }
  }

  /// Sets a duel up.
  ///
  /// - Parameters:
  ///   - sides: the base, then the candidate.
  ///   - turns: whether they change block by block or process by process.
  public init(sides: [Side], turns: DuelTerms.Turns) {
    self.init(sides: sides, turns: turns, nanoseconds: RawClock.nanoseconds)
  }

  init(sides: [Side], turns: DuelTerms.Turns, nanoseconds: @escaping () -> Int64) {
    self.sides = sides
    self.turns = turns
    self.nanoseconds = nanoseconds
  }

  /// Measures a job with both builds.
  ///
  /// - Throws: a `MeasuringFailure`.
  func replicate(
    _ job: MeasuringJob, cpus: [Int]?, isInterrupted: () -> Bool,
    report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate {
    switch turns {
    case .blocks:
      return try withoutActuallyEscaping(isInterrupted) {
        isInterrupted throws(MeasuringFailure) in
        try blockByBlock(job, cpus, isInterrupted, report)
      }
    case .processes:
      return try processByProcess(job, cpus, isInterrupted, report)
    }
  }

  /// Both processes stay, and each trains while the other waits.
  private func blockByBlock(
    _ job: MeasuringJob, _ cpus: [Int]?, _ isInterrupted: @escaping () -> Bool,
    _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate {
    // Preparing is not timed, so both do it at once.
    var children: [MeasuringChild] = []
    for side in sides {
      var job = job
      job.takesTurns = true
      // A process whose control has just had its turn is warmer than the other build's.
      job.hasNoTwin = true
      children.append(try start(side, job, cpus))
    }
    var stepNanoseconds: [[Double]] = []
    for child in children {
      stepNanoseconds.append(try child.stepNanoseconds(isInterrupted, report))
    }
    var stop = Replicate.Stop.failed
    var blocks: [Replicate.Block] = []
    if !stepNanoseconds.contains(where: \.isEmpty) {
      let pace = Pace(
        stepNanoseconds: stepNanoseconds.flatMap(\.self),
        turnNanoseconds: job.secondsPerContestant / CaseMeasurement.plannedRounds * 1e9)
      (stop, blocks) = try contestants(of: children, job, isInterrupted).takeTurns(
        at: pace, of: job, nanoseconds: nanoseconds, ceilings: nil, report: report)
    }
    var parts: [Replicate] = []
    for child in children {
      parts.append(try child.replicate(after: stop, isInterrupted, report))
    }
    var replicate = merged(parts)
    replicate.blocks = blocks
    replicate.missing["peakFlopsPerSecond"] = "measured before the first turn alone"
    replicate.missing["memoryBytesPerSecond"] = "no duel measures it"
    return replicate
  }

  /// One process after the other, in an order that is drawn.
  private func processByProcess(
    _ job: MeasuringJob, _ cpus: [Int]?, _ isInterrupted: () -> Bool,
    _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate {
    var random = SplitMix64(seed: job.orderSeed)
    var parts: [Int: Replicate] = [:]
    for index in sides.indices.shuffled(using: &random) {
      parts[index] = try start(sides[index], job, cpus).replicate(isInterrupted, report)
    }
    return merged(sides.indices.compactMap { parts[$0] })
  }

  private func start(
    _ side: Side, _ job: MeasuringJob, _ cpus: [Int]?
  ) throws(MeasuringFailure) -> MeasuringChild {
    let process: MeasuringProcess
    do {
      process = try side.process(job.process)
    } catch {
      throw .notStarted("\(error)")
    }
    return try process.start(job, cpus: cpus)
  }

  /// The contestants of all children, in the order in which `merged` has them.
  private func contestants(
    of children: [MeasuringChild], _ job: MeasuringJob, _ isInterrupted: @escaping () -> Bool
  ) -> [RemoteContestant] {
    var contestants: [RemoteContestant] = []
    for child in children {
      for (placeInChild, threads) in job.threads.enumerated() {
        contestants.append(
          RemoteContestant(
            place: contestants.count, team: Team(threads: threads), child: child,
            placeInChild: placeInChild, isInterrupted: isInterrupted))
      }
    }
    return contestants
  }

  /// The replicates of all sides as one; a candidate whose work is not that of the base has failed.
  private func merged(_ parts: [Replicate]) -> Replicate {
    var whole = parts[0]
    whole.contestants = []
    whole.blocks = []
    whole.binaryDigest = nil
    whole.binaryDigests = [:]
    for (side, part) in zip(sides, parts) {
      let name = side.implementation.name
      let offset = whole.contestants.count
      whole.blocks += part.blocks.map {
        var block = $0
        block.contestant += offset
        return block
      }
      whole.contestants += part.contestants.map { contestant in
        var contestant = contestant
        contestant.implementation = name
        if let clause = part.otherWork(than: parts[0], for: contestant) {
          contestant.failure = contestant.failure ?? "other work than \(DuelTerms.base): \(clause)"
        }
        return contestant
      }
      whole.binaryDigests?[name] = side.implementation.program
      whole.missing.merge(part.missing) { first, _ in first }
      whole.peakMemoryBytes = [whole.peakMemoryBytes, part.peakMemoryBytes].compactMap(\.self).max()
    }
    whole.missing["binaryDigest"] = "there are several programs"
    return whole
  }
}

extension Replicate {
  /// Why a contestant did other work than that of the base with as many threads, as a clause.
  fileprivate func otherWork(than base: Replicate, for contestant: Contestant) -> String? {
    // A program from before data had digests has none; then losses tell.
    if let dataDigest, let base = base.dataDigest, dataDigest != base {
      return "it trained on other data"
    }
    if parameterCount != base.parameterCount {
      return "the network has \(parameterCount) parameters, the base's \(base.parameterCount)"
    }
    let partner = base.contestants.first { !$0.isControl && $0.threads == contestant.threads }
    guard let mine = contestant.evidence, let theirs = partner?.evidence else { return nil }
    return mine.otherWork(than: theirs)
  }
}
