import Kernels
import Networks

/// Where what ranks tell each other is laid out without gaps: of each sample what gradients read and what it
/// scored, and of each block of weights its partial sum and the new weights.
struct RankStaging: BitwiseCopyable {
  let exchange: RankExchange
  let volume: RankVolume
  /// Who takes which shards of a batch in training.
  let share: RankShare
  /// What travels of samples in training: by the chain no more than of those that are only scored.
  let samples: SampleStaging
  let scores: SampleStaging
  /// [blocks, one after the other]; and for each block where it begins, and where the last one ends.
  let weights: UnsafeMutablePointer<Float>
  let blockOffsets: UnsafeMutablePointer<Int>
  /// The same of partial sums; blocks that need none have no floats.
  let sums: UnsafeMutablePointer<Float>
  let sumOffsets: UnsafeMutablePointer<Int>

  /// What ranks have the team do before and after numbers travel.
  enum Phase: Int, BitwiseCopyable, CaseIterable {
    /// Own samples into the staging memory, and others' out of it.
    case packSamples, takeSamples
    /// Likewise what they have scored.
    case packScores, takeScores
    /// Likewise the weights of blocks.
    case packWeights, takeWeights
    /// Partial sums go on over the own samples; the last rank also updates the weights, and packs them.
    case sum, sumAndUpdate
  }

  /// What the last rank of a chain does to a weight more than others, as operations of products in the same time:
  /// the update against copying it. Measured with Adam: 0.29 ms more of 397,065 weights at 228 GFLOP/s.
  private static let flopsPerUpdate = 160.0

  /// - Parameters:
  ///   - blocks: all blocks of weights.
  ///   - workers: those of each rank.
  ///   - keepsGroups: whether gradients are kept by groups of samples.
  init(
    _ parts: StepParts, blocks: [Step.UpdateTask], batchSize: Int, flopsPerStep: Double,
    ranks: any RankGroup, exchange wanted: RankExchange?, workers: Int, keepsGroups: Bool,
    arena: Arena, tables: Tables
  ) throws(ModelError) {
    func offsets(_ floats: [Int]) -> [Int] {
      floats.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    }
    let blockOffsets = offsets(
      blocks.map { parts.gradients[$0.gradient].gradientFloats(of: $0.task) })
    let sumOffsets = offsets(
      blocks.map {
        let gradient = parts.gradients[$0.gradient]
        return gradient.readsNoSamples ? 0 : gradient.partialFloats(of: $0.task)
      })
    var list = ReadList(inputs: parts.inputs)
    for gradient in parts.gradients where gradient.isTrainable {
      for read in gradient.reads { list.add(read) }
    }
    list.addScores(parts.heads)
    let scoreList = ReadList(scores: parts.heads)
    guard
      let sampleBytes = checkedProduct([
        list.floatsPerSample, batchSize, MemoryLayout<Float>.stride,
      ])
    else {
      throw ModelError("what ranks tell each other of a batch is too large to address")
    }
    let stride = MemoryLayout<Float>.stride
    let updateFlops = Self.flopsPerUpdate * Double(blockOffsets[blocks.count])
    let gradientFlops = blocks.reduce(0) {
      $0 + parts.gradients[$1.gradient].flopsPerSample(of: $1.task)
    }
    volume = RankVolume(
      ranks: ranks.count, shards: (batchSize + parts.samplesPerShard - 1) / parts.samplesPerShard,
      blocks: blocks.count, samples: sampleBytes,
      scores: scoreList.floatsPerSample * batchSize * stride,
      sums: sumOffsets[blocks.count] * stride, weights: blockOffsets[blocks.count] * stride,
      allowsChain: parts.allowsChain && !keepsGroups,
      gradientFlops: gradientFlops * Double(batchSize) + updateFlops)
    exchange = try parts.exchange(
      wanted, keepsGroups: keepsGroups, volume, .init(ranks, workers: workers))
    let isChain = exchange == .chain
    share =
      isChain
      ? .chain(
        rank: ranks.rank, count: ranks.count, flops: flopsPerStep, updateFlops: updateFlops)
      : RankShare(rank: ranks.rank, count: ranks.count)
    scores = try SampleStaging(scoreList, batchSize: batchSize, arena: arena, tables: tables)
    samples =
      isChain
      ? scores : try SampleStaging(list, batchSize: batchSize, arena: arena, tables: tables)
    self.blockOffsets = tables.make(blockOffsets)
    weights = try arena.take(blockOffsets[blocks.count])
    self.sumOffsets = tables.make(sumOffsets)
    sums = isChain ? try arena.take(sumOffsets[blocks.count]) : weights
  }
}
