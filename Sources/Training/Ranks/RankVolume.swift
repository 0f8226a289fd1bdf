import Kernels
import Networks

/// Bytes that ranks tell each other in a step, and operations that they need not make twice: these and the wire
/// choose the exchange.
public struct RankVolume: Sendable, BitwiseCopyable {
  /// Ranks, above 1.
  public let ranks: Int
  /// Parts of a full batch that a rank takes whole, and parts of the weights.
  let shards: Int
  let blocks: Int
  /// What gradients read of a full batch.
  public let samples: Int
  /// Its losses and metrics alone.
  public let scores: Int
  /// The partial sums that are handed on: by minimal filtering four times as many as weights.
  public let sums: Int
  /// All weights that learn.
  public let weights: Int
  /// Whether partial sums of all gradients can be handed on.
  public let allowsChain: Bool
  /// Operations of all gradients of a full batch, and of the updates as operations that take as long.
  let gradientFlops: Double

  /// How fast ranks tell and compute.
  struct Rates {
    /// Bytes that each sends in a second while all do.
    var bytesPerSecond: Double
    /// Operations that each makes in a second.
    var flopsPerSecond: Double
  }

  /// What the busiest rank sends by an exchange, about: weights are taken to be dealt out equally.
  public func bytes(_ exchange: RankExchange) -> Int {
    switch exchange {
    case .chain:
      // What the last rank sends, and any other one; see `WeightNews`.
      max(2 * weights * (ranks - 1), sums * ranks + weights * (ranks - 2)) / ranks
        + toldToAll(scores)
    case .blocks:
      // A block at least, where there are more ranks than blocks.
      toldToAll(samples) + weights * (ranks - 1) / min(ranks, max(blocks, 1))
    case .samples:
      toldToAll(samples)
    }
  }

  /// What the rank with most shards tells each of the others of a batch, all in all.
  private func toldToAll(_ bytes: Int) -> Int {
    bytes * ((shards + ranks - 1) / ranks) * (ranks - 1) / shards
  }

  /// Of those that share the sums the exchange that tells less, or samples alone where every rank has made all
  /// sums sooner than those would have travelled.
  func quickest(_ rates: Rates) -> RankExchange {
    let lesser = allowsChain && bytes(.chain) <= bytes(.blocks) ? RankExchange.chain : .blocks
    let saved = Double(bytes(lesser) - bytes(.samples)) / rates.bytesPerSecond
    let repeated = gradientFlops * Double(ranks - 1) / Double(ranks) / rates.flopsPerSecond
    return saved > repeated ? .samples : lesser
  }
}

extension RankVolume.Rates {
  /// Products come to two thirds, about, of two multiply-adds a cycle at 3 GHz.
  private static let flopsPerLane = 8e9

  /// Those of ranks with so many workers each.
  init(_ ranks: any RankGroup, workers: Int) {
    self.init(
      bytesPerSecond: ranks.bytesPerSecond,
      flopsPerSecond: Double(workers * lanes) * Self.flopsPerLane)
  }
}

extension StepParts {
  /// Whether partial sums of all gradients can be handed on from rank to rank.
  var allowsChain: Bool {
    gradients.allSatisfy { !$0.isTrainable || $0.canBeContinued || $0.readsNoSamples }
  }

  /// The exchange of a step whose gradients are not kept by groups.
  ///
  /// - Throws: a `ModelError` where the chain is asked for, and a gradient is no sum in the order of samples.
  func exchange(
    _ wanted: RankExchange?, keepsGroups: Bool, _ volume: RankVolume, _ rates: RankVolume.Rates
  ) throws(ModelError) -> RankExchange {
    guard wanted != .chain || volume.allowsChain else {
      throw ModelError(
        "the exchange 'chain' hands on sums in the order of samples, and "
          + (keepsGroups
            ? "a tree's, or those whose norm is limited, are kept as wholes"
            : "those of an LSTM, a GRU or a layer that is called twice have another order")
          + "; use 'blocks', 'samples' or 'auto'")
    }
    return wanted ?? volume.quickest(rates)
  }
}
