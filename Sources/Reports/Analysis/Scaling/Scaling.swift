import Records

/// How the speed of one case grows with threads.
public struct Scaling: Sendable, Equatable {
  /// The speed-ups, ascending by threads; oversubscribed ones are left out.
  public let speedups: [Speedup]
  /// The thread count with the highest throughput.
  public let best: Int
  /// The other thread counts that may be as good, ascending: their intervals overlap with that of the
  /// best one, or lie within the noise floor of it, and no verdict tells them from it.
  public let ties: [Int]
  /// Amdahl's law.
  public let amdahl: ScalingFit
  /// The universal scalability law.
  public let universal: ScalingFit

  /// Derives how the cells of a case scale; `nil` where no two thread counts have a speed-up.
  init?(of cells: [CellResult], floor: NoiseFloor?) {
    let sound = cells.filter { !$0.cell.isOversubscribed }.compactMap { cell in
      cell.measurement.map { (threads: cell.cell.threads, measurement: $0) }
    }
    let speedups = sound.compactMap(\.measurement.speedup)
    let throughputs = sound.map { ($0.threads, $0.measurement.samplesPerSecond) }
    guard speedups.count > 1, let best = throughputs.max(by: { $0.1.value < $1.1.value }) else {
      return nil
    }
    let slack = 1 + (floor?.share ?? 0)
    // Pairs of blocks tell more than intervals that hold what processes differ by as well.
    func isTold(_ threads: Int) -> Bool {
      let more = speedups.first { $0.threads == max(threads, best.0) }
      let verdict = Verdict(on: more, floor: floor)
      return min(threads, best.0) == 1 && verdict == (threads == 1 ? .faster : .slower)
    }
    self.speedups = speedups
    self.best = best.0
    ties = throughputs.filter { threads, throughput in
      threads != best.0 && !isTold(threads)
        && throughput.upperBound * slack >= best.1.lowerBound
    }.map(\.0)
    let points = speedups.map { (threads: $0.threads, speedup: $0.factor.value) }
    amdahl = ScalingFit(amdahl: points)
    universal = ScalingFit(universal: points)
  }
}

extension Estimate {
  /// The upper end of the interval, or the value where there is none.
  fileprivate var upperBound: Double { interval?.upperBound ?? value }

  /// The lower end of the interval, or the value where there is none.
  fileprivate var lowerBound: Double { interval?.lowerBound ?? value }
}
