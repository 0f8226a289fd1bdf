import Kernels

/// Makes steps together with other ranks.
///
/// Each rank takes its shards of the batch forward and backward. Then either the partial sums of gradients
/// are handed on from rank to rank (see `Chain`), or all learn from each other what the gradients of weights
/// read of every sample. Then each sums the gradients of its blocks over the whole batch, in the order in which
/// one process does, and updates these blocks, and all learn the new weights; or each does so with all blocks,
/// and knows the new weights. So no sum is ever taken in another order, whatever the number of ranks.
///
/// Called by the leader only. Allocates nothing.
final class Exchange: StepCourse {
  private let group: any RankGroup
  private let staging: RankStaging
  /// Who takes which shards of a batch that is trained on, and of one that is only taken forward.
  private let trainingShare: RankShare
  private let inferenceShare: RankShare
  /// That of the step under way.
  private var share: RankShare
  /// `nil` where each rank sums blocks over all samples.
  private let chain: Chain?
  private let batchSize: Int
  private let flopsPerStep: Double
  /// For each rank the block behind its last one, where blocks are dealt out.
  private let blockEnds: UnsafeMutablePointer<Int>
  /// What is handed to the group: for each rank the byte behind its part.
  private let ends: UnsafeMutablePointer<Int>

  init(
    _ group: any RankGroup, _ step: Step, _ staging: RankStaging, workers: Int, batchSize: Int,
    flopsPerStep: Double, tables: Tables
  ) {
    self.batchSize = batchSize
    self.flopsPerStep = flopsPerStep
    self.group = group
    self.staging = staging
    trainingShare = staging.share
    inferenceShare = RankShare(rank: group.rank, count: group.count)
    share = trainingShare
    ends = tables.make([Int](repeating: 0, count: group.count))
    let last = group.count - 1
    switch staging.exchange {
    case .chain:
      chain = Chain(group, step, staging, workers: workers, tables: tables)
      blockEnds = tables.make((0...last).map { $0 == last ? step.blockCount : 0 })
    case .blocks, .samples:
      chain = nil
      blockEnds = tables.make(Self.blockEnds(costs: Self.costs(step, staging), ranks: group.count))
    }
    super.init(step)
  }

  /// What each block is of a step, as far as it is dealt out: of the operations, and of the floats that a rank
  /// tells. Of a table there are many floats, of a convolution many operations, so that neither alone would do.
  private static func costs(_ step: Step, _ staging: RankStaging) -> [Double] {
    let flops = (0..<step.blockCount).map { index in
      let block = step.blocks[index]
      return step.gradients.with(block.gradient) { $0.flopsPerSample(of: block.task) }
    }
    let floats = (0..<step.blockCount).map {
      Double(staging.blockOffsets[$0 + 1] - staging.blockOffsets[$0])
    }
    let (allFlops, allFloats) = (max(flops.reduce(0, +), 1), max(floats.reduce(0, +), 1))
    return zip(flops, floats).map { $0 / allFlops + $1 / allFloats }
  }

  /// Deals blocks out to ranks, neighbours to each.
  private static func blockEnds(costs: [Double], ranks: Int) -> [Int] {
    let all = costs.reduce(0, +)
    var end = 0, before = 0.0
    return (1...ranks).map { rank in
      // A block goes to the rank that its middle falls into.
      while end < costs.count,
        rank == ranks || (before + costs[end] / 2) * Double(ranks) < all * Double(rank)
      {
        before += costs[end]
        end += 1
      }
      return end
    }
  }

  /// Whether each rank makes all sums, so that there is nothing of blocks to tell.
  private var ownsAllBlocks: Bool { staging.exchange == .samples }

  private var ownBlocks: Range<Int> {
    if ownsAllBlocks { return 0..<step.blockCount }
    return (share.rank == 0 ? 0 : blockEnds[share.rank - 1])..<blockEnds[share.rank]
  }

  override func train(_ leader: WorkerTeam.Leader<Step>) {
    if let update = step.context.pointee.update?.pointee {
      group.enter(step: update.stepNumber + 1, flops: flopsPerStep)
    }
    share = trainingShare
    let shards = step.shardCount(step.context.pointee.count)
    for index in 0..<step.passCount { perform(index, shards, leader) }
    if let chain {
      chain.perform(leader)
      // Whoever waits for weights need not wait for these before.
      exchangeScores(shards, leader)
      if step.hasPenalties { gatherDoubles(step.penalties) }
    } else {
      exchangeSamples(shards, leader)
      for index in step.passCount..<step.phaseCount { perform(index, shards, leader) }
      if !ownsAllBlocks { exchangeWeights(leader) }
    }
    exchangeGradientCopy()
    group.leaveStep()
  }

  /// All ranks know what a batch has scored.
  override func infer(_ leader: WorkerTeam.Leader<Step>) {
    share = inferenceShare
    let batch = step.context.pointee, shards = step.shardCount(batch.count)
    group.enter(step: batch.first / max(batchSize, 1) + 1, flops: flopsPerStep)
    perform(step.inferencePhase, shards, leader)
    if step.context.pointee.isScored { exchangeScores(shards, leader) }
    step.heads.forEach { exchangePredictions($0, shards) }
    group.leaveStep()
  }

  private func exchangePredictions(_ head: Head, _ shards: Int) {
    guard let predictions = head.predictions else { return }
    let batch = step.context.pointee, floats = head.rowsPerSample * head.columns
    gather(predictions + batch.first * floats, stride: floats * MemoryLayout<Float>.stride) {
      min(share.end(of: $0, tasks: shards) * step.samplesPerShard, batch.count)
    }
  }

  /// Has this rank's tasks of one phase done.
  private func perform(_ index: Int, _ shards: Int, _ leader: WorkerTeam.Leader<Step>) {
    let phase = step.phases[index]
    step.settle(before: phase) { exchangeParts($0, shards) }
    switch step.tasks(of: phase) {
    case .shards(let cut):
      // Where ranks share the samples, no task takes its part of the whole batch.
      let own = share.range(of: shards)
      step.perform(
        index, cut.tasks(shards: own.lowerBound)..<cut.tasks(shards: own.upperBound),
        grain: step.grain(cut), leader)
    case .blocks(let groups):
      let own = ownBlocks
      for group in 0..<groups {
        let first = group * step.blockCount
        step.perform(index, first + own.lowerBound..<first + own.upperBound, leader)
      }
    }
    // What is added up over all blocks.
    if case .norms = phase, let clipping = step.clipping { gatherDoubles(clipping.squares) }
    if case .update = phase, step.hasPenalties { gatherDoubles(step.penalties) }
  }

  // MARK: Shards

  private func exchangeParts(_ reductions: References<BatchReduction>, _ shards: Int) {
    reductions.forEach { reduction in
      reduction.forEachPart { parts, floatsPerShard in
        gather(parts, stride: floatsPerShard * MemoryLayout<Float>.stride) {
          share.end(of: $0, tasks: shards)
        }
      }
    }
  }

  private func exchangeSamples(_ shards: Int, _ leader: WorkerTeam.Leader<Step>) {
    exchange(staging.samples, .packSamples, .takeSamples, shards, leader)
  }

  private func exchangeScores(_ shards: Int, _ leader: WorkerTeam.Leader<Step>) {
    exchange(staging.scores, .packScores, .takeScores, shards, leader)
  }

  private func exchange(
    _ samples: SampleStaging, _ pack: RankStaging.Phase, _ take: RankStaging.Phase, _ shards: Int,
    _ leader: WorkerTeam.Leader<Step>
  ) {
    let own = share.range(of: shards), count = step.context.pointee.count
    perform(pack, own, grain: step.shardsPerChunk, leader)
    gather(samples.memory, stride: samples.floatsPerSample * MemoryLayout<Float>.stride) {
      min(share.end(of: $0, tasks: shards) * step.samplesPerShard, count)
    }
    perform(take, 0..<own.lowerBound, grain: step.shardsPerChunk, leader)
    perform(take, own.upperBound..<shards, grain: step.shardsPerChunk, leader)
  }

  // MARK: Blocks of weights

  private func exchangeWeights(_ leader: WorkerTeam.Leader<Step>) {
    let own = ownBlocks
    perform(.packWeights, own, grain: 1, leader)
    gatherWeights()
    perform(.takeWeights, 0..<own.lowerBound, grain: 1, leader)
    perform(.takeWeights, own.upperBound..<step.blockCount, grain: 1, leader)
  }

  /// Completes the copy of the gradient that somebody wants to see: seldom enough for the leader alone.
  private func exchangeGradientCopy() {
    guard let copy = step.context.pointee.update?.pointee.gradientCopy, !ownsAllBlocks
    else { return }
    let own = ownBlocks
    for block in own {
      step.forEachRun(of: block, staging) { memory, offset, place, count in
        place.update(from: copy + memory.offset + offset, count: count)
      }
    }
    gatherWeights()
    for block in 0..<step.blockCount where !own.contains(block) {
      step.forEachRun(of: block, staging) { memory, offset, place, count in
        (copy + memory.offset + offset).update(from: place, count: count)
      }
      let task = step.blocks[block]
      step.gradients.with(task.gradient) {
        $0.count(task.task, into: step.counts.weights(worker: 0))
      }
    }
  }

  private func gatherWeights() {
    gather(staging.weights, stride: MemoryLayout<Float>.stride) {
      staging.blockOffsets[blockEnds[$0]]
    }
  }

  private func gatherDoubles(_ perBlock: UnsafeMutablePointer<Double>) {
    if ownsAllBlocks { return }
    gather(perBlock, stride: MemoryLayout<Double>.stride) { blockEnds[$0] }
  }

  // MARK: Both

  /// - Parameter end: for each rank the first thing that is not its own.
  @inline(__always)
  private func gather(
    _ memory: UnsafeMutableRawPointer, stride: Int, end: (_ rank: Int) -> Int
  ) {
    for rank in 0..<share.count { ends[rank] = end(rank) * stride }
    group.allGather(memory, ends: ends)
  }

  private func perform(
    _ phase: RankStaging.Phase, _ tasks: Range<Int>, grain: Int,
    _ leader: WorkerTeam.Leader<Step>
  ) {
    step.perform(step.stagingPhase(phase), tasks, grain: grain, leader)
  }
}
