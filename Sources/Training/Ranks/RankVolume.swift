import Networks

/// Bytes that ranks tell each other in a step; they and the shapes choose the exchange.
public struct RankVolume: Sendable, BitwiseCopyable {
  /// Ranks, above 1.
  public let ranks: Int
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

  /// What the busiest rank sends by an exchange, about: shares that are not quite equal are taken for it.
  public func bytes(_ exchange: RankExchange) -> Int {
    switch exchange {
    case .chain:
      // What the last rank sends, and any other one; see `WeightNews`.
      max(2 * weights * (ranks - 1), sums * ranks + weights * (ranks - 2)) / ranks
        + scores * (ranks - 1) / ranks
    case .blocks:
      (samples + weights) * (ranks - 1) / ranks
    }
  }

  /// The exchange that tells less.
  var lesser: RankExchange {
    allowsChain && bytes(.chain) <= bytes(.blocks) ? .chain : .blocks
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
    _ wanted: RankExchange?, keepsGroups: Bool, _ volume: RankVolume
  ) throws(ModelError) -> RankExchange {
    guard wanted != .chain || volume.allowsChain else {
      throw ModelError(
        "the exchange 'chain' hands on sums in the order of samples, and "
          + (keepsGroups
            ? "a tree's, or those whose norm is limited, are kept as wholes"
            : "those of an LSTM, a GRU or a layer that is called twice have another order")
          + "; use 'blocks' or 'auto'")
    }
    return wanted ?? volume.lesser
  }
}
