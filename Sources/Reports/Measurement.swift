import Records

/// The numbers of one verified cell.
///
/// Throughput, step time, speed-up and GFLOP/s share one basis, the mean time of a step in each
/// round, of which medians over rounds are taken: so they agree with each other, and no slow step
/// is left out of any.
public struct Measurement: Sendable, Equatable {
  /// Seconds of a step in each round: its mean over all steps of the round.
  public let secondsOfRounds: [Double]
  /// Seconds of a step: median over rounds.
  public let secondsPerStep: Estimate
  /// Samples a second.
  public let samplesPerSecond: Estimate
  /// Seconds of single steps, or of the mean of a group where `stepsPerGroup` is above 1.
  public let stepQuantiles: StepQuantiles
  /// Steps between two readings of the clock.
  public let stepsPerGroup: Int
  /// One thread's time over this one's, from rounds of equal index; `nil` without such rounds.
  public let speedup: Estimate?
  /// The speed-up over the thread count.
  public let efficiency: Estimate?
  /// The model's arithmetic in a second.
  public let flopsPerSecond: Estimate
  /// That arithmetic over the FMA peak of the same round on as many threads.
  public let peakShare: Estimate?
  /// Bytes that all workers together were handed out in a steady step.
  public let allocatedBytesPerStep: Double?
  /// The loss of the last step.
  public let finalLoss: Double?

  /// The spread of single steps.
  public struct StepQuantiles: Sendable, Equatable {
    /// Half the steps are shorter.
    public let p50: Double
    /// Nine of ten are shorter.
    public let p90: Double
    /// 99 of 100 are shorter.
    public let p99: Double
  }

  /// Derives the numbers of a record.
  ///
  /// - Parameters:
  ///   - record: a record that holds a round, as all valid ones do.
  ///   - single: the record of one thread, where there is one.
  init(_ record: RunRecord, comparedWith single: RunRecord?) {
    let seconds = record.rounds.map(\.secondsPerStep)
    guard let step = medianEstimate(of: seconds),
      let quantiles = quantiles([0.5, 0.9, 0.99], of: record.rounds.flatMap(\.secondsOfGroups))
    else { preconditionFailure("a valid record of \(record.cell) has no round") }
    let batchSize = Double(record.cell.batchSize)
    let flops = record.flopsPerStep
    secondsOfRounds = seconds
    secondsPerStep = step
    samplesPerSecond = step.map { batchSize / $0 }
    stepQuantiles = StepQuantiles(p50: quantiles[0], p90: quantiles[1], p99: quantiles[2])
    stepsPerGroup = record.rounds.map(\.stepsPerGroup).max() ?? 1
    speedup = single.flatMap { Measurement.speedup(seconds, $0, isItself: record == $0) }
    efficiency = speedup?.map { $0 / Double(record.cell.threads) }
    flopsPerSecond = step.map { flops / $0 }
    peakShare = Measurement.peakShare(record)
    allocatedBytesPerStep = Measurement.allocatedBytesPerStep(record.workers)
    finalLoss = record.verification.finalLoss
  }

  private static func speedup(
    _ seconds: [Double], _ single: RunRecord, isItself: Bool
  ) -> Estimate? {
    isItself ? Estimate(1) : pairedRatio(of: single.rounds.map(\.secondsPerStep), to: seconds)
  }

  /// Each round against its own burn; `nil` where one was not measured.
  private static func peakShare(_ record: RunRecord) -> Estimate? {
    guard record.rounds.allSatisfy({ $0.peakFlopsPerSecond > 0 }) else { return nil }
    return medianEstimate(
      of: record.rounds.map { record.flopsPerStep / $0.secondsPerStep / $0.peakFlopsPerSecond })
  }

  private static func allocatedBytesPerStep(_ workers: [RunRecord.Worker]) -> Double? {
    guard let steps = workers.map(\.steps).max(), steps > 0 else { return nil }
    return workers.reduce(0) { $0 + Double($1.allocatedBytes) } / Double(steps)
  }
}

extension RunRecord.Round {
  /// Seconds of a step in each timed group.
  fileprivate var secondsOfGroups: [Double] {
    groupNanoseconds.map { Double($0) / Double(stepsPerGroup) * 1e-9 }
  }

  /// The mean over all steps of the round.
  fileprivate var secondsPerStep: Double {
    secondsOfGroups.reduce(0, +) / Double(groupNanoseconds.count)
  }
}
