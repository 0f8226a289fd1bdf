import Glibc

/// The speed of a duel's candidate over that of its base: above 1 where the candidate is faster.
///
/// In each pair of processes the median over rounds of the logarithm of the ratio of their step times,
/// so that what drifts hits both, and a bad moment none; then the mean over pairs with Student's
/// interval, as processes differ by what they keep for life (the places of memory and threads), however
/// many blocks they have.
///
/// - Parameters:
///   - replicates: those of one case.
///   - threads: the number of threads of both.
///   - level: the confidence of the interval.
/// - Returns: `nil` where no process has a round of both.
public func speedRatio(of replicates: [Replicate], threads: Int, level: Double) -> Estimate? {
  processRatio(of: logRatios(of: replicates, threads: threads), level: level)
}

/// How many pairs of processes such a ratio rests on.
///
/// - Parameters:
///   - replicates: those of one case.
///   - threads: the number of threads of both.
public func speedPairCount(of replicates: [Replicate], threads: Int) -> Int {
  logRatios(of: replicates, threads: threads).count
}

/// For each pair of processes the logarithms of the ratios of its rounds.
///
/// Disturbed rounds are left out, and with them pairs that have no others; only where too few pairs for a
/// verdict would be left do these count by all of their rounds. Who comes first is drawn, so a disturbance
/// widens the interval and favours nobody.
func logRatios(of replicates: [Replicate], threads: Int) -> [[Double]] {
  let pairs = replicates.map { $0.logRatios(threads: threads) }
  let calm = pairs.map(\.calm).filter { !$0.isEmpty }
  guard calm.count < DuelTerms.leastPairs else { return calm }
  return pairs.map { $0.calm.isEmpty ? $0.all : $0.calm }.filter { !$0.isEmpty }
}

/// The ratio of two speeds from the logarithms of the ratios of blocks, by process.
///
/// - Returns: `nil` where there is no block.
func processRatio(of logRatios: [[Double]], level: Double) -> Estimate? {
  meanEstimate(of: logRatios.compactMap { median(of: $0) }, level: level)?
    .map(boundedRatio(ofLogarithm:))
}

extension Replicate {
  /// The logarithms of the base's step times over the candidate's, round by round: of rounds in which
  /// nothing disturbed either, and of all.
  fileprivate func logRatios(threads: Int) -> (calm: [Double], all: [Double]) {
    let base = blocks(of: DuelTerms.base, threads: threads)
    let candidate = Dictionary(
      blocks(of: DuelTerms.candidate, threads: threads).map { ($0.round, $0) }
    ) { $1 }
    let pairs = base.compactMap { block in candidate[block.round].map { (block, $0) } }
    func logarithms(_ pairs: [(Block, Block)]) -> [Double] {
      pairs.map { log($0.0.times.nanosecondsPerStep / $0.1.times.nanosecondsPerStep) }
    }
    return (
      logarithms(pairs.filter { $0.0.disturbances.isEmpty && $0.1.disturbances.isEmpty }),
      logarithms(pairs)
    )
  }

  /// The blocks of one contestant that is no control.
  func blocks(of implementation: String?, threads: Int) -> [Block] {
    let place = contestants.firstIndex {
      $0.implementation == implementation && $0.threads == threads && !$0.isControl
    }
    return blocks.filter { $0.contestant == place }
  }
}
