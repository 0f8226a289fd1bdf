import Networks

/// Bytes that ranks tell each other in a step; they and the shapes choose the exchange.
struct RankVolume: BitwiseCopyable {
  /// Ranks, above 1.
  let ranks: Int
  /// What gradients read of a full batch, and its losses and metrics alone.
  let samples: Int
  let scores: Int
  /// The partial sums that are handed on, and all weights that learn.
  let sums: Int
  let weights: Int

  /// What the busiest rank sends by an exchange, about: shares that are not quite equal are taken for it.
  func bytes(_ exchange: RankExchange) -> Int {
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
  var lesser: RankExchange { bytes(.chain) <= bytes(.blocks) ? .chain : .blocks }
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
    let allowsChain = allowsChain && !keepsGroups
    guard wanted != .chain || allowsChain else {
      throw ModelError(
        "the exchange 'chain' hands on sums in the order of samples, and "
          + (keepsGroups
            ? "a tree's, or those whose norm is limited, are kept as wholes"
            : "those of an LSTM, a GRU or a layer that is called twice have another order")
          + "; use 'blocks' or 'auto'")
    }
    return wanted ?? (allowsChain ? volume.lesser : .blocks)
  }
}
