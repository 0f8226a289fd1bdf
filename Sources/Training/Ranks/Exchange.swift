import Kernels

/// Makes steps together with other ranks.
///
/// Each rank takes its shards of the batch forward and backward. Then all learn from each other what the
/// gradients of weights read of every sample; each sums the gradients of its blocks over the whole batch,
/// in the order in which one process does, and updates these blocks; and all learn the new weights. So no
/// sum is ever taken in another order, whatever the number of ranks.
///
/// Called by the leader only. Allocates nothing.
final class Exchange {
  private let group: any RankGroup
  private let step: Step
  private let staging: RankStaging
  private let share: RankShare
  /// For each rank the block behind its last one.
  private let blockEnds: UnsafeMutablePointer<Int>
  /// What is handed to the group: for each rank the byte behind its part.
  private let ends: UnsafeMutablePointer<Int>

  init(_ group: any RankGroup, _ step: Step, _ staging: RankStaging, tables: Tables) {
    self.group = group
    self.step = step
    self.staging = staging
    share = RankShare(rank: group.rank, count: group.count)
    ends = tables.make([Int](repeating: 0, count: group.count))
    blockEnds = tables.make(
      Self.blockEnds(
        offsets: (0...step.blockCount).map { staging.blockOffsets[$0] }, ranks: group.count))
  }

  /// Deals blocks out so that ranks have about as many floats each: that is what each has to tell.
  private static func blockEnds(offsets: [Int], ranks: Int) -> [Int] {
    let blocks = offsets.count - 1, floats = offsets[blocks]
    var end = 0
    return (1...ranks).map { rank in
      // A block goes to the rank that its middle falls into.
      while end < blocks,
        rank == ranks || (offsets[end] + offsets[end + 1]) * ranks < 2 * floats * rank
      {
        end += 1
      }
      return end
    }
  }

  private var ownBlocks: Range<Int> {
    (share.rank == 0 ? 0 : blockEnds[share.rank - 1])..<blockEnds[share.rank]
  }

  /// Has all phases of a training step done.
  func perform(_ leader: WorkerTeam.Leader<Step>) {
    let shards = step.shardCount(step.context.pointee.batch.count)
    for index in 0..<step.passCount { perform(index, shards, leader) }
    exchangeSamples(shards, leader)
    for index in step.passCount..<step.phaseCount { perform(index, shards, leader) }
    exchangeWeights(leader)
    exchangeGradientCopy()
  }

  /// Has this rank's tasks of one phase done.
  private func perform(_ index: Int, _ shards: Int, _ leader: WorkerTeam.Leader<Step>) {
    let phase = step.phases[index]
    step.settle(before: phase) { exchangeParts($0, shards) }
    switch step.tasks(of: phase) {
    case .shards(let cut):
      // Where ranks share the samples, no task takes its part of the whole batch.
      let own = share.range(of: shards)
      perform(
        index, cut.tasks(shards: own.lowerBound)..<cut.tasks(shards: own.upperBound),
        grain: step.grain(cut), leader)
    case .blocks(let groups):
      let own = ownBlocks
      for group in 0..<groups {
        let first = group * step.blockCount
        perform(index, first + own.lowerBound..<first + own.upperBound, grain: 1, leader)
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
    let own = share.range(of: shards), count = step.context.pointee.batch.count
    perform(.packSamples, own, grain: step.shardsPerChunk, leader)
    gather(staging.samples, stride: staging.floatsPerSample * MemoryLayout<Float>.stride) {
      min(share.end(of: $0, tasks: shards) * step.samplesPerShard, count)
    }
    perform(.takeSamples, 0..<own.lowerBound, grain: step.shardsPerChunk, leader)
    perform(.takeSamples, own.upperBound..<shards, grain: step.shardsPerChunk, leader)
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
    guard case .training(let update) = step.context.pointee.purpose,
      let copy = update.gradientCopy
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
    perform(step.stagingPhase(phase), tasks, grain: grain, leader)
  }

  /// Has some neighbouring tasks of a phase done by the team.
  private func perform(
    _ index: Int, _ tasks: Range<Int>, grain: Int, _ leader: WorkerTeam.Leader<Step>
  ) {
    step.firstTask.pointee = tasks.lowerBound
    leader.perform(index, tasks: tasks.count, grain: grain, isShared: step.isShared)
    step.firstTask.pointee = 0
  }
}
