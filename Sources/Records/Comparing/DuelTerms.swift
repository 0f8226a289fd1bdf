import Glibc

/// What settles the verdicts of a duel: two builds that take turns on the same cases.
///
/// A process of each build is one pair; pairs are independent, and symmetric about the true ratio,
/// since which of the two comes first in a round is drawn. Verdicts are looked for after half of the
/// planned pairs, after all, after one and a half times as many, and after twice as many. Half of them
/// can say `same` only: a process may settle in one of a few modes for its life, and a handful of pairs
/// that happen to agree would look like a difference.
public struct DuelTerms: Codable, Sendable, Equatable {
  /// The share by which a speed may change without it mattering.
  public var margin: Double
  /// How the builds take turns: block by block, or process by process where one of them is of a version
  /// that knows nothing of blocks.
  public var turns: Turns

  /// How builds take turns.
  public enum Turns: String, Codable, Sendable {
    case blocks, processes
  }

  /// Sets the terms.
  public init(margin: Double, turns: Turns) {
    self.margin = margin
    self.turns = turns
  }

  /// The names of the two builds: the one that is compared with, and the one that is asked about.
  public static let (base, candidate) = ("A", "B")
  /// Fewer pairs than this settle no difference.
  public static let leastPairs = 8
  /// All ratios of a duel hold together with this confidence.
  static let level = 0.95

  /// After how many pairs of a case verdicts are looked for, where `planned` pairs are planned.
  public static func looks(planned: Int) -> [Int] { (1...4).map { $0 * planned / 2 } }

  /// The confidence of one ratio's interval, so that the differences that are found in `cells` cells at
  /// the three looks that may find one hold together.
  public static func level(cells: Int) -> Double {
    simultaneousLevel(count: 3 * cells, level: level)
  }
}

extension DuelTerms {
  /// What the pairs of one cell say.
  ///
  /// - Parameters:
  ///   - logRatios: for each pair the logarithms of the ratios of its blocks.
  ///   - planned: how many pairs are planned.
  ///   - level: the confidence of the interval.
  func verdict(of logRatios: [[Double]], planned: Int, level: Double) -> Verdict {
    let ratio = processRatio(of: logRatios, level: level)
    let verdict = Verdict(on: ratio, floor: 0, margin: margin)
    let isEarly = logRatios.count < min(planned, Self.leastPairs)
    return isEarly && verdict != .same ? .inconclusive : verdict
  }

  /// Whether a cell needs no more pairs: its verdict stands, or all planned pairs are there and even as
  /// many again would bring none if the ratio stayed what it is.
  func isSettled(by logRatios: [[Double]], planned: Int, level: Double) -> Bool {
    if verdict(of: logRatios, planned: planned, level: level) != .inconclusive { return true }
    guard logRatios.count >= planned else { return false }
    guard let ratio = processRatio(of: logRatios, level: level), let interval = ratio.interval,
      let most = Self.looks(planned: planned).last
    else { return true }
    let share = (Double(logRatios.count) / Double(most)).squareRoot()
    let narrowed = [interval.lowerBound, interval.upperBound].map {
      ratio.value * pow($0 / ratio.value, share)
    }
    let prospect = Estimate(ratio.value, (narrowed[0], narrowed[1]))
    return Verdict(on: prospect, floor: 0, margin: margin) == .inconclusive
  }
}

extension BenchmarkPlan {
  /// The confidence of the interval of one ratio of the duel.
  public var duelLevel: Double {
    DuelTerms.level(cells: cases.reduce(0) { $0 + $1.threads.count })
  }

  /// What the replicates of a case of a duel say about one number of threads.
  ///
  /// - Parameters:
  ///   - replicates: those of one case.
  ///   - threads: the number asked about.
  public func duelVerdict(of replicates: [Replicate], threads: Int) -> Verdict {
    duel?.verdict(
      of: logRatios(of: replicates, threads: threads), planned: processes, level: duelLevel)
      ?? .inconclusive
  }

  /// Whether a number of threads needs no more pairs of processes in a duel.
  ///
  /// - Parameters:
  ///   - replicates: those of one case up to a look.
  ///   - threads: the number asked about.
  public func isDuelSettled(by replicates: [Replicate], threads: Int) -> Bool {
    duel?.isSettled(
      by: logRatios(of: replicates, threads: threads), planned: processes, level: duelLevel)
      ?? true
  }
}
