import Randomness
import Records

extension CellSamples {
  /// Seconds of a step, with its 95 % interval.
  ///
  /// Each process gives the mean over all steps of its blocks, so that no slow step is left out; the
  /// estimate is the median over processes, since they differ by what a process keeps for life: the
  /// places of its memory and the CPUs of its threads. One process alone, as in old runs, gives the
  /// median over rounds with the interval of the sign test.
  func secondsPerStep(seed: UInt64) -> Estimate? {
    if processes.count == 1 {
      return medianEstimate(of: processes[0].blocks.map(\.secondsPerStep))
    }
    let bundles = processes.map(\.bundles)
    guard let median = median(of: bundles.map(Bundle.secondsPerStep)) else { return nil }
    return Estimate(median, bootstrapInterval(of: bundles, seed: seed))
  }
}

/// The 95 % interval of the median over processes of their mean step times: processes are drawn
/// with replacement, and within each of them bundles of steps.
///
/// - Parameter processes: the bundles of each process, none without any.
/// - Returns: the quantiles 2.5 % and 97.5 % of 500 draws; equal seeds give equal intervals.
/// - Cost: 500 draws of at most 64 bundles a process.
/// - Source: “Bootstrap Methods and their Application”, 1997, section 3.8 (hierarchical data);
///   “The Use of Subseries Values for Estimating the Variance of a General Statistic from a
///   Stationary Sequence”, Annals of Statistics 14(3), 1986 (bundles of dependent values).
func bootstrapInterval(of processes: [[Bundle]], seed: UInt64) -> (Double, Double)? {
  guard !processes.isEmpty else { return nil }
  var random = SplitMix64(seed: seed)
  let medians = (0..<500).compactMap { _ in
    median(
      of: processes.map { _ in
        let bundles = processes[random.nextIndex(below: processes.count)]
        return Bundle.secondsPerStep(
          bundles.map { _ in bundles[random.nextIndex(below: bundles.count)] })
      })
  }
  return quantiles([0.025, 0.975], of: medians).map { ($0[0], $0[1]) }
}

/// Consecutive timed groups of one process: steps that are near in time are alike, and drawing them
/// one by one would make the interval too narrow.
struct Bundle {
  var nanoseconds: Double
  var stepCount: Int

  /// The mean over all steps of some bundles.
  static func secondsPerStep(_ bundles: [Bundle]) -> Double {
    let total = bundles.reduce(into: Bundle(nanoseconds: 0, stepCount: 0)) {
      $0.nanoseconds += $1.nanoseconds
      $0.stepCount += $1.stepCount
    }
    return total.nanoseconds * 1e-9 / Double(total.stepCount)
  }
}

extension ProcessSamples {
  /// The timed groups in at most 64 bundles of neighbours: enough to be drawn from, few enough to
  /// be cheap.
  var bundles: [Bundle] {
    let groups = blocks.flatMap { block in
      block.times.groupNanoseconds.map {
        Bundle(nanoseconds: Double($0), stepCount: block.times.stepsPerGroup)
      }
    }
    let count = min(64, groups.count)
    return (0..<count).map { index in
      groups[groups.count * index / count..<groups.count * (index + 1) / count]
        .reduce(into: Bundle(nanoseconds: 0, stepCount: 0)) {
          $0.nanoseconds += $1.nanoseconds
          $0.stepCount += $1.stepCount
        }
    }
  }
}
