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
    guard let median = median(of: bundles.map(\.sum.secondsPerStep)) else { return nil }
    return Estimate(median, bootstrapInterval(of: bundles, seed: seed))
  }
}

/// The 95 % interval of the median over processes of their mean step times: processes are drawn
/// with replacement, and within each of them bundles of steps.
///
/// - Parameter processes: the bundles of each process, none without any.
/// - Returns: the quantiles 2.5 % and 97.5 % of 500 draws; equal seeds give equal intervals.
/// - Cost: 500 draws of at most 32 bundles a process.
/// - Source: “Bootstrap Methods and their Application”, 1997, section 3.8 (hierarchical data);
///   “The Use of Subseries Values for Estimating the Variance of a General Statistic from a
///   Stationary Sequence”, Annals of Statistics 14(3), 1986 (bundles of dependent values).
func bootstrapInterval(of processes: [[Bundle]], seed: UInt64) -> (Double, Double)? {
  guard !processes.isEmpty else { return nil }
  var random = SplitMix64(seed: seed)
  let medians = (0..<500).compactMap { _ in
    median(
      of: processes.map { _ in
        processes[random.nextIndex(below: processes.count)].redrawn(using: &random).secondsPerStep
      })
  }
  return quantiles([0.025, 0.975], of: medians).map { ($0[0], $0[1]) }
}

/// Consecutive timed groups of one process: steps that are near in time are alike, and drawing them
/// one by one would make the interval too narrow.
struct Bundle {
  var nanoseconds = 0.0
  var stepCount = 0

  /// The mean over all steps.
  var secondsPerStep: Double { nanoseconds / Double(stepCount) / 1e9 }

  /// Adds the steps of another bundle.
  mutating func add(_ other: Bundle) {
    nanoseconds += other.nanoseconds
    stepCount += other.stepCount
  }
}

extension [Bundle] {
  /// All of them as one.
  var sum: Bundle { reduce(into: Bundle()) { $0.add($1) } }

  /// As many bundles, drawn with replacement, as one.
  fileprivate func redrawn(using random: inout SplitMix64) -> Bundle {
    var sum = Bundle()
    var left = count
    while left > 0 {
      sum.add(self[random.nextIndex(below: count)])
      left -= 1
    }
    return sum
  }
}

extension ProcessSamples {
  /// The timed groups in at most 32 bundles of neighbours: enough to be drawn from, few enough to
  /// be cheap.
  var bundles: [Bundle] {
    let groups = blocks.flatMap { block in
      block.times.groupNanoseconds.map {
        Bundle(nanoseconds: Double($0), stepCount: block.times.stepsPerGroup)
      }
    }
    let count = min(32, groups.count)
    return (0..<count).map { index in
      Array(groups[groups.count * index / count..<groups.count * (index + 1) / count]).sum
    }
  }
}
