import Records

/// The speed of a cell against one thread, from blocks that were measured in turn.
public struct Speedup: Sendable, Equatable {
  /// Threads, of all ranks together.
  public let threads: Int
  /// One thread's step time over this one's: the median over pairs, with an interval that holds
  /// together with those of the run's other speed-ups.
  public let factor: Estimate
  /// Pairs of blocks behind it.
  public let pairCount: Int
  /// The least and the greatest of the medians over the pairs of one process; `nil` where there is
  /// one process, or one thread. The interval of `factor` takes all pairs for independent, whatever
  /// process they are of: this tells how far processes differ.
  public let processRange: ClosedRange<Double>?
  /// The same factor of the loop of fused multiply-adds: what the machine allowed; `nil` where it was
  /// not measured.
  public let ceiling: Double?

  /// The speed-up over the thread count.
  public var efficiency: Estimate { factor.map { $0 / Double(threads) } }

  /// The speed-up over that of the FMA peak loop.
  public var ceilingEfficiency: Estimate? {
    ceiling.map { ceiling in factor.map { $0 / ceiling } }
  }

  /// The share of the work that did not run in parallel: e = (1/s − 1/p) / (1 − 1/p); `nil` for one
  /// thread. Below 0 where p threads are more than p times as fast.
  ///
  /// - Source: “Measuring Parallel Processor Performance”, Communications of the ACM 33(5), 1990
  ///   (Karp and Flatt).
  public var serialShare: Estimate? {
    guard threads > 1 else { return nil }
    let share = 1 / Double(threads)
    return factor.map { (1 / $0 - share) / (1 - share) }
  }

  /// Derives the speed-up of a contestant against one thread; `nil` where they share no round.
  init?(threads: Int, _ samples: CellSamples, against single: CellSamples, level: Double) {
    let pairs = CellSamples.pairs(single, samples)
    guard
      let ratio = pairedRatio(of: pairs.firstSeconds, to: pairs.secondSeconds, level: level)
    else { return nil }
    self.threads = threads
    factor = threads == 1 ? Estimate(1) : ratio
    pairCount = pairs.firstSeconds.count
    processRange = threads == 1 ? nil : pairs.processRange
    let peaks = [single, samples].map { samples in
      median(of: samples.blocks.compactMap(\.peakFlopsPerSecond))
    }
    if let one = peaks[0], let all = peaks[1] {
      ceiling = all / one
    } else {
      ceiling = nil
    }
  }

}

extension [ProcessPairs] {
  /// The least and the greatest of the medians over the pairs of one process; `nil` where there is but one.
  var processRange: ClosedRange<Double>? {
    let medians = compactMap { pairedRatio(of: $0.first, to: $0.second)?.value }
    guard medians.count > 1, let least = medians.min(), let greatest = medians.max() else {
      return nil
    }
    return least...greatest
  }
}
