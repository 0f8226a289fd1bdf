import Records

/// What the ranks of a cell told each other, against what their connections allow.
public struct RankExchange: Sendable, Equatable {
  /// Bytes that the busiest rank sends in a step.
  public let bytesPerStep: Double
  /// Messages in which it does.
  public let messagesPerStep: Double
  /// The share of the first rank's time in which it did nothing but wait until bytes had come and gone, the
  /// median over blocks.
  public let exposedShare: Double
  /// The least and the greatest of that share over ranks.
  public let waitRange: ClosedRange<Double>
  /// Seconds of a step in which bytes travel and nothing is computed, of the rank that waits least: the others
  /// wait for it, too.
  public let exposedSeconds: Double
  /// Seconds of a step, the median over blocks.
  private let secondsPerStep: Double
  /// What the connections allowed, the medians over blocks; `nil` where nobody measured it.
  public let links: Replicate.Links?
  /// Seconds that a step takes at least by each of four limits; those that were not measured are left out.
  public let limits: [Bound: Double]
  /// How the ranks shared a step; `nil` where each made its steps by itself, and in records that do not tell.
  public let step: Replicate.SharedStep?
  /// The bytes of the network's weights.
  private let weightBytes: Double
  private let ranks: Double

  /// What binds a step of several ranks.
  public enum Bound: String, Sendable, CaseIterable {
    /// Fused multiply-adds on all workers.
    case arithmetic
    /// The memory streams of all ranks.
    case memory
    /// The time in which a message arrives, however short.
    case latency
    /// The bytes that a connection carries in a second.
    case wire
  }

  /// Derives what a team exchanged; `nil` where one process trained, or no block counts.
  init?(_ team: Team, _ blocks: [Replicate.Block], of replicate: Replicate?) {
    let turns = blocks.compactMap { block in block.ranks.map { (block: block, ranks: $0) } }
    guard team.ranks > 1, let replicate,
      let bytes = median(
        of: turns.map {
          Double($0.ranks.map(\.bytesSent).max() ?? 0) / Double($0.block.times.stepCount)
        }),
      let messages = median(
        of: turns.map {
          Double($0.ranks.map(\.messagesSent).max() ?? 0) / Double($0.block.times.stepCount)
        }),
      let exposed = median(
        of: turns.map {
          Double($0.ranks.map(\.waitingNanoseconds).min() ?? 0) / Double($0.block.times.stepCount)
            * 1e-9
        }),
      let seconds = median(
        of: turns.map { $0.block.nanoseconds / Double($0.block.times.stepCount) * 1e-9 }),
      seconds > 0
    else { return nil }
    let waits = (0..<team.ranks).compactMap { rank in
      median(
        of: turns.compactMap { block, ranks in
          ranks.indices.contains(rank)
            ? min(1, Double(ranks[rank].waitingNanoseconds) / block.nanoseconds) : nil
        })
    }
    guard let first = waits.first, let least = waits.min(), let most = waits.max() else {
      return nil
    }
    bytesPerStep = bytes
    messagesPerStep = messages
    exposedShare = first
    waitRange = least...most
    exposedSeconds = exposed
    secondsPerStep = seconds
    step = replicate.contestants.lazy.filter { $0.team == team }.compactMap(\.sharedStep).first
    links = Replicate.Links(medianOf: blocks.compactMap(\.links))
    weightBytes = 4 * Double(replicate.parameterCount)
    ranks = Double(team.ranks)
    let rates: [(Bound, Double, Double?)] = [
      (.arithmetic, replicate.flopsPerStep, median(of: blocks.compactMap(\.peakFlopsPerSecond))),
      // Each rank has all weights, of which it reads its own and writes all.
      (.memory, replicate.bytesPerStep, median(of: blocks.compactMap(\.memoryBytesPerSecond))),
      (.wire, bytes, links?.ringBytesPerSecond),
      (.latency, messages, links.map { 1e9 / $0.latencyNanoseconds }),
    ]
    limits = Dictionary(
      uniqueKeysWithValues: rates.compactMap { bound, work, rate in
        rate.map { (bound, work / $0) }
      })
  }

  /// Bytes that the busiest rank sends in a step by formula; `nil` where nobody knows how they share it.
  public var formulaBytesPerStep: Double? {
    step.map { $0.bytes($0.exchange, ranks: Int(ranks)) }
  }

  /// The limit that binds; `nil` where one of them was not measured.
  public var bound: Bound? {
    limits.count < Bound.allCases.count
      ? nil
      : Bound.allCases.max { (limits[$0] ?? 0) < (limits[$1] ?? 0) }
  }

  /// The share of a step in which its bytes would travel at the rate that a ring shift reached just before: all of
  /// it where the wire binds, and nothing else takes time. `nil` where nothing is sent.
  ///
  /// Not over the exposed time alone: bytes that travel while ranks compute take none of it.
  public var ringShare: Double? {
    bytesPerStep > 0 ? limits[.wire].map { $0 / secondsPerStep } : nil
  }

  /// The share of that time, or of the computing where that is shorter, which both go on in:
  /// (t_pure + t_CPU − t_ovrl)/min(t_pure, t_CPU), and no less than 0 and no more than 1. `nil` where nothing is sent.
  ///
  /// - Source: “Intel MPI Benchmarks User Guide”, IMB-NBC.
  public var overlap: Double? {
    guard bytesPerStep > 0, let pure = limits[.wire] else { return nil }
    let computing = secondsPerStep - exposedSeconds, shorter = min(pure, computing)
    return shorter > 0 ? max(0, min(1, (pure + computing - secondsPerStep) / shorter)) : nil
  }

  /// The bus bandwidth of the engine's own sum of as many floats: bytes/time · 2(n − 1)/n.
  ///
  /// - Source: “Performance reported by NCCL tests”, nccl-tests/doc/PERFORMANCE.md.
  public var allReduceBandwidth: Double? {
    links.map { weightBytes / ($0.allReduceNanoseconds * 1e-9) * 2 * (ranks - 1) / ranks }
  }

  /// The same of what a step exchanges in place of that sum, over the whole step.
  public var busBandwidth: Double? {
    bytesPerStep > 0 ? weightBytes / secondsPerStep * 2 * (ranks - 1) / ranks : nil
  }
}

extension Replicate.Links {
  fileprivate init?(medianOf all: [Replicate.Links]) {
    guard let latency = median(of: all.map(\.latencyNanoseconds)),
      let ring = median(of: all.map(\.ringBytesPerSecond)),
      let sum = median(of: all.map(\.allReduceNanoseconds))
    else { return nil }
    self.init(latencyNanoseconds: latency, ringBytesPerSecond: ring, allReduceNanoseconds: sum)
  }
}
