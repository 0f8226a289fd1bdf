extension Replicate {
  /// How the ranks of a contestant share a step, by the shapes of its network.
  public struct SharedStep: Codable, Sendable, Equatable {
    /// Which exchange it is.
    public var exchange: Exchange
    /// Whether sums could be handed on at all.
    public var allowsChain: Bool
    /// Parts of a batch that a rank takes whole, forward and backward.
    public var shards: Int
    /// Parts of the weights that a rank owns whole.
    public var blocks: Int
    /// What gradients read of a batch.
    public var sampleBytes: Int
    /// Its losses and metrics alone.
    public var scoreBytes: Int
    /// Partial sums, which are handed on: by minimal filtering four times as many as weights.
    public var sumBytes: Int
    /// Weights that learn.
    public var weightBytes: Int

    /// How sums are shared.
    public enum Exchange: String, Codable, Sendable, CaseIterable {
      /// Partial sums are handed on from rank to rank.
      case chain
      /// All ranks learn what gradients read of every sample, and each sums blocks of its own.
      case blocks
      /// All ranks learn that, and each makes all sums.
      case samples
    }

    /// Tells of a step.
    public init(
      exchange: Exchange, allowsChain: Bool, shards: Int, blocks: Int, sampleBytes: Int,
      scoreBytes: Int, sumBytes: Int, weightBytes: Int
    ) {
      self.exchange = exchange
      self.allowsChain = allowsChain
      self.shards = shards
      self.blocks = blocks
      self.sampleBytes = sampleBytes
      self.scoreBytes = scoreBytes
      self.sumBytes = sumBytes
      self.weightBytes = weightBytes
    }

    /// The largest share of a batch's shards that one of some ranks takes.
    public func shardShare(ranks: Int) -> Double {
      Double((max(shards, 1) + ranks - 1) / ranks) / Double(max(shards, 1))
    }

    /// Bytes that the busiest of some ranks sends, by formula: what it tells of its samples goes to each of the
    /// others.
    public func bytes(_ exchange: Exchange, ranks: Int) -> Double {
      let (count, others) = (Double(ranks), Double(ranks - 1))
      let weights = Double(weightBytes), toldToAll = shardShare(ranks: ranks) * others
      return switch exchange {
      case .chain:
        max(2 * weights * others / count, Double(sumBytes) + weights * (count - 2) / count)
          + Double(scoreBytes) * toldToAll
      // A block at least, where there are more ranks than blocks.
      case .blocks:
        Double(sampleBytes) * toldToAll + weights * others
          * max(1 / count, 1 / Double(max(blocks, 1)))
      case .samples: Double(sampleBytes) * toldToAll
      }
    }

    /// Bytes that some ranks send in a full batch, all together, by formula: all but one rank send the sums, and all
    /// but one receive the weights; or each sends its part to all others.
    public func bytesOfAll(ranks: Int) -> Double {
      let bytes =
        switch exchange {
        case .chain: sumBytes + weightBytes + scoreBytes
        case .blocks: sampleBytes + weightBytes
        case .samples: sampleBytes
        }
      return Double(bytes) * Double(ranks - 1)
    }

    /// The exchanges that ranks could choose.
    public var allowedExchanges: [Exchange] {
      Exchange.allCases.filter { $0 != .chain || allowsChain }
    }
  }
}
