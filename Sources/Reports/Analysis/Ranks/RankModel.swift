import Foundation
import Records

/// What a step of several ranks should take: a model, by what one process takes, the volume of the exchange, and two
/// figures of a wire.
///
/// Let one process take t, of which a share p is not spent on gradients and updates, u on updates; let R ranks have
/// the largest share σ = ⌈S/R⌉/S of S shards, and send b bytes at β bytes a second with a latency λ. Then
///
///     chain    max(p·σ·t + b/β, σ·t, u·t) + R·(λ + m/β) + (R − 1)·λ
///     blocks   p·σ·t + (1 − p)·⌈B/R⌉/B·t + b/β + 2·(R − 1)·λ
///     samples  p·σ·t + (1 − p)·t + b/β + (R − 1)·λ
///
/// as the chain's sums travel while others are computed, but none before a first message of m bytes has gone through
/// all ranks; the last rank makes all updates; losses, and in the other exchanges samples and
/// weights, are told by each rank to each. Batch statistics, and packing, are left out.
public struct RankModel: Sendable, Equatable {
  /// How ranks share the step.
  public let step: Replicate.SharedStep
  /// Seconds that one process takes with as many threads.
  public let secondsAlone: Double
  /// The shares of them that are not spent on gradients of weights and updates, and on updates.
  public let passShare: Double
  /// Updates alone.
  public let updateShare: Double

  /// What connects ranks.
  public struct Wire: Sendable, Equatable {
    /// Seconds in which a short message arrives.
    public var latency: Double
    /// Bytes a second that each rank can send while all do.
    public var bytesPerSecond: Double

    /// Names both.
    public init(latency: Double, bytesPerSecond: Double) {
      self.latency = latency
      self.bytesPerSecond = bytesPerSecond
    }
  }

  /// Describes a step.
  public init(
    step: Replicate.SharedStep, secondsAlone: Double, passShare: Double, updateShare: Double
  ) {
    self.step = step
    self.secondsAlone = secondsAlone
    self.passShare = passShare
    self.updateShare = updateShare
  }

  /// Messages that the bytes of a chain are cut into, and how large one is; the first is a quarter of the usual ones,
  /// as the ranks behind wait for it.
  private static let messages = 24.0
  private static let messageBytes = (least: 4.0 * 1024, most: 60.0 * 1024)
  private static let firstPart = 0.25

  /// Seconds of a step by the exchange that takes least.
  ///
  /// - Parameters:
  ///   - ranks: at least 2.
  ///   - wire: what connects them.
  public func leastSeconds(ranks: Int, wire: Wire) -> Double {
    step.allowedExchanges.map { seconds($0, ranks: ranks, wire: wire) }.min() ?? .infinity
  }

  /// Seconds of a step.
  ///
  /// - Parameters:
  ///   - exchange: how ranks share it.
  ///   - ranks: at least 2.
  ///   - wire: what connects them.
  ///   - slowness: how many times slower each rank computes than the process alone, as where ranks share cores.
  public func seconds(
    _ exchange: Replicate.SharedStep.Exchange, ranks: Int, wire: Wire, slowness: Double = 1
  ) -> Double {
    let count = Double(ranks), hops = count - 1
    let alone = secondsAlone * slowness
    let shard = step.shardShare(ranks: ranks)
    let travelling = step.bytes(exchange, ranks: ranks) / wire.bytesPerSecond
    let passes = passShare * shard * alone
    switch exchange {
    case .chain:
      let bytes = Double(max(step.sumBytes, step.weightBytes))
      let usual = min(max(bytes / Self.messages, Self.messageBytes.least), Self.messageBytes.most)
      let fill = count * (wire.latency + Self.firstPart * usual / wire.bytesPerSecond)
      return max(passes + travelling, shard * alone, updateShare * alone)
        + fill + hops * wire.latency
    case .blocks:
      let sums = (1 - passShare) * blockShare(ranks: ranks) * alone
      return passes + sums + travelling + 2 * hops * wire.latency
    case .samples:
      return passes + (1 - passShare) * alone + travelling + hops * wire.latency
    }
  }

  /// The largest share of the blocks that one of some ranks owns.
  private func blockShare(ranks: Int) -> Double {
    let blocks = max(step.blocks, 1)
    return Double((blocks + ranks - 1) / ranks) / Double(blocks)
  }
}

/// What the model says of a cell that was measured.
public struct ModelledRanks: Sendable, Equatable {
  /// What was trained, and by whom.
  public let cell: Cell
  /// The model of its case.
  public let model: RankModel
  /// What connected the ranks.
  public let wire: RankModel.Wire
  /// Seconds of a step that were measured.
  public let measured: Double
  /// Seconds that the model says.
  public let modelled: Double

  /// How far the model is off, as a share of what was measured.
  public var error: Double { modelled / measured - 1 }

  /// Derives the rows of all cells whose ranks shared steps and that one process measured, too.
  static func all(of groups: [CellGroup], ranked: [CellGroup]) -> [ModelledRanks] {
    ranked.flatMap { group in
      group.cells.compactMap { cell -> ModelledRanks? in
        let base = groups.first { $0.subject == group.subject }?
          .cell(threads: cell.cell.threads)?.measurement
        guard let base, let numbers = cell.measurement, let exchange = numbers.exchange,
          let step = exchange.step, let links = exchange.links
        else { return nil }
        let update = base.phases?[\.update] ?? 0
        let model = RankModel(
          step: step, secondsAlone: base.secondsPerStep.value,
          passShare: base.phases.map { 1 - $0[\.reduce] - update } ?? usualPassShare,
          updateShare: update)
        let wire = RankModel.Wire(
          latency: links.latencyNanoseconds * 1e-9, bytesPerSecond: links.ringBytesPerSecond)
        return ModelledRanks(
          cell: cell.cell, model: model, wire: wire,
          measured: numbers.secondsPerStep.value,
          modelled: model.seconds(
            step.exchange, ranks: group.ranks, wire: wire,
            slowness: slowness(of: numbers, beside: base, group.ranks)))
      }
    }
  }

  /// Of forward pass, backward pass and gradients of weights, which are a product each, the first two: where no
  /// instrumented run tells.
  private static let usualPassShare = 2.0 / 3

  /// Ranks that share cores have less than one process has: by the loops of fused multiply-adds just before.
  private static func slowness(
    of numbers: Measurement, beside base: Measurement, _ ranks: Int
  ) -> Double {
    guard let own = numbers.roofline?.peakFlopsPerSecond,
      let alone = base.roofline?.peakFlopsPerSecond
    else { return 1 }
    return max(1, Double(ranks) * alone / own)
  }
}
