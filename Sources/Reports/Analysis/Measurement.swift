import Records

/// The numbers of one verified cell.
///
/// Throughput, step time and GFLOP/s share one basis, the mean time of a step in each process, so
/// that they agree with each other and no slow step is left out of any.
public struct Measurement: Sendable, Equatable {
  /// Seconds of a step in each block that counts, by process.
  public let secondsOfBlocks: [[Double]]
  /// Seconds of a step.
  public let secondsPerStep: Estimate
  /// Samples a second.
  public let samplesPerSecond: Estimate
  /// The model's arithmetic in a second.
  public let flopsPerSecond: Estimate
  /// The speed against one thread; `nil` where that was not measured.
  public let speedup: Speedup?
  /// The time of one process with as many threads as these ranks have together over theirs, from turns; `nil` of
  /// one process, and where there is none.
  public let againstThreads: Estimate?
  /// What ranks told each other; `nil` of one process.
  public let exchange: RankExchange?
  /// That arithmetic over the FMA peak loop before each block on as many threads.
  public let peakShare: Estimate?
  /// The machine's two limits; `nil` where one was not measured.
  public let roofline: Roofline?
  /// Seconds that a word took from one CPU to another of as many threads, before each block; `nil` where nobody
  /// watched.
  public let coreLatency: Estimate?
  /// How single steps spread.
  public let steps: StepDistribution
  /// When the first steps were as fast as later ones; `nil` where nobody watched.
  public let warmUp: WarmUp?
  /// Seconds from the start of a process to the end of its first step, the median over processes; `nil` where
  /// nobody watched.
  public let firstStepSeconds: Double?
  /// CPU time of the process over wall time, in the blocks: how many CPUs were at work.
  public let busyCPUs: Double?
  /// Where the time goes; `nil` without an instrumented run.
  public let phases: PhaseShares?
  /// What really ran.
  public let participation: Participation
  /// Processes and blocks behind the numbers.
  public let extent: Extent
  /// What the kernel counted meanwhile; `nil` where the records do not tell.
  public let disturbance: DisturbanceSummary?
  /// Bytes that all workers together were handed out in a steady step, in the process with the
  /// most.
  public let allocatedBytesPerStep: Double?
  /// The loss of the last step.
  public let finalLoss: Double?

  /// How much was measured.
  public struct Extent: Sendable, Equatable {
    /// Processes.
    public let processes: Int
    /// Blocks, those that do not count among them.
    public let blocks: Int
    /// Blocks that something disturbed; they were measured again.
    public let disturbed: Int
    /// Whether the numbers are from disturbed blocks, since there are no others.
    public let usesDisturbed: Bool
  }

  /// The model's arithmetic in a second, for each worker.
  public var flopsPerSecondPerThread: Estimate {
    flopsPerSecond.map { $0 / Double(participation.asked) }
  }

  /// Derives the numbers of one team.
  ///
  /// - Parameter single: one thread's blocks, where its work is proven.
  /// - Returns: `nil` where no process has a block.
  init?(
    _ team: Team, of replicates: [Replicate], single: CellSamples?, _ settings: DerivationSettings
  ) {
    let isMeant: (Replicate.Contestant) -> Bool = { $0.team == team && !$0.isControl }
    let samples = CellSamples(of: replicates, where: isMeant)
    let blocks = samples.blocks
    guard let step = samples.secondsPerStep(seed: settings.seed), let first = replicates.first,
      let steps = StepDistribution(of: blocks)
    else { return nil }
    let contestants = replicates.compactMap { $0.contestants.first(where: isMeant) }
    let batchSize = Double(first.subject.batchSize)
    secondsOfBlocks = samples.processes.map { $0.blocks.map(\.secondsPerStep) }
    secondsPerStep = step
    samplesPerSecond = step.map { batchSize / $0 }
    flopsPerSecond = step.map { first.flopsPerStep / $0 }
    speedup = single.flatMap {
      Speedup(threads: team.workers, samples, against: $0, level: settings.speedupLevel)
    }
    againstThreads = Measurement.againstThreads(samples, team, replicates, settings)
    exchange = RankExchange(team, blocks, of: first)
    peakShare = Measurement.peakShare(blocks, flopsPerStep: first.flopsPerStep)
    roofline = Roofline(
      flopsPerStep: first.flopsPerStep, bytesPerStep: first.bytesPerStep, blocks: blocks)
    coreLatency = medianEstimate(
      of: blocks.compactMap(\.coreLatencyNanoseconds).map { $0 / 1e9 })
    self.steps = steps
    warmUp = WarmUp(of: replicates, where: isMeant)
    firstStepSeconds = median(
      of: contestants.compactMap(\.firstStepNanoseconds).map { Double($0) / 1e9 })
    busyCPUs = Measurement.busyCPUs(blocks)
    phases = PhaseShares(of: contestants.compactMap(\.phases))
    participation = Participation(threads: team.workers, of: replicates, where: isMeant)
    extent = Extent(
      processes: samples.processes.count, blocks: samples.blockCount,
      disturbed: samples.disturbedCount, usesDisturbed: samples.usesDisturbed)
    disturbance = DisturbanceSummary(of: replicates, where: isMeant)
    allocatedBytesPerStep = contestants.compactMap { Measurement.allocated($0.workers) }.max()
    finalLoss = contestants.first?.evidence?.losses.last
  }

  private static func againstThreads(
    _ samples: CellSamples, _ team: Team, _ replicates: [Replicate], _ settings: DerivationSettings
  ) -> Estimate? {
    guard team.ranks > 1 else { return nil }
    let threads = Team(threads: team.workers)
    let pairs = CellSamples.pairs(
      CellSamples(of: replicates) { $0.team == threads && !$0.isControl && $0.failure == nil },
      samples)
    return pairedRatio(
      of: pairs.firstSeconds, to: pairs.secondSeconds, level: settings.speedupLevel)
  }

  /// Each block against its own FMA peak loop, where that was measured; `nil` where none was.
  private static func peakShare(_ blocks: [Replicate.Block], flopsPerStep: Double) -> Estimate? {
    medianEstimate(
      of: blocks.compactMap { block in
        block.peakFlopsPerSecond.map { flopsPerStep / block.secondsPerStep / $0 }
      })
  }

  private static func busyCPUs(_ blocks: [Replicate.Block]) -> Double? {
    let busy = blocks.compactMap(\.cpuNanoseconds)
    guard busy.count == blocks.count else { return nil }
    return busy.reduce(0) { $0 + Double($1) } / blocks.reduce(0) { $0 + $1.nanoseconds }
  }

  private static func allocated(_ workers: [Replicate.Worker]) -> Double? {
    guard let steps = workers.map(\.steps).max(), steps > 0 else { return nil }
    return workers.reduce(0) { $0 + Double($1.allocatedBytes) } / Double(steps)
  }
}

/// What the numbers of all cells of a run have in common.
struct DerivationSettings {
  /// The seed of the draws behind intervals.
  let seed: UInt64
  /// The confidence of one speed-up's interval, such that all of the run hold together.
  let speedupLevel: Double
  /// The noise floor, where the run has one.
  let floor: NoiseFloor?
}
