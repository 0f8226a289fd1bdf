import Kernels
import Networks

/// A training step as phases of tasks that a team does: shards of the batch go forward and backward
/// through the operations, and blocks of the weights have their gradients summed and are updated.
///
/// What a shard, a block and the order of every sum are follows from shapes alone.
///
/// **Why tasks of one phase may run at once.** A forward or backward task on a range of shards writes
/// only those shards' samples (see `Operation`), and results per sample. A task on a block of the
/// weights writes only that block (see `WeightGradient`), its place among the penalties and kept
/// gradients; what it reads, the signals, no task of that phase writes. A shard that leaves its gradient adds it to
/// a neighbour's where that one is done (see `ShardTree`), and the task before the shards writes the next epoch's
/// order, which no other reads. Scratch memory and counts are the worker's own. What the leader does between phases
/// sees no task under way.
final class Step: TeamWork, @unchecked Sendable {
  let context: UnsafeMutablePointer<StepContext>
  /// What the context of a training step points at.
  let weightUpdate: UnsafeMutablePointer<WeightUpdate>
  let inputs: References<Input>
  let segments: UnsafeMutablePointer<Segment>
  let segmentCount: Int
  /// Between each segment and the next.
  let reductions: UnsafeMutablePointer<References<BatchReduction>>
  let heads: References<Head>
  let gradients: References<WeightGradient>
  let blocks: UnsafeMutablePointer<UpdateTask>
  let blockCount: Int
  /// The order in which blocks are dealt out to be updated, by where the outputs stand that they belong to: so
  /// a worker that has a part of every layer's outputs has their weights, too.
  let blockOrder: UnsafeMutablePointer<Int>
  /// Kept gradients, where the update cannot follow at once.
  let groups: GradientGroups?
  /// Who adds up the gradients that shards leave; `nil` where one worker leaves all, which adds them up in the
  /// update, or shards leave none.
  let tree: ShardTree?
  let clipping: NormClipping?
  let phases: UnsafeMutablePointer<Phase>
  let phaseCount: Int
  /// Those in which shards go forward and backward; they come first.
  let passCount: Int
  /// Where a phase's tasks are counted from: ranks do some of them only. 0 but while these do them.
  let firstTask: UnsafeMutablePointer<Int>
  /// What ranks tell each other; `nil` where one process makes the step, or each rank all of it.
  let staging: RankStaging?
  /// How a full batch is taken; `nil` where it is taken as a whole.
  let waves: Waves?
  /// The number of the wave under way.
  let currentWave: UnsafeMutablePointer<Int>
  let samplesPerShard: Int
  let shardsPerChunk: Int
  let mergesShards: Bool
  /// Whether shards leave their gradients, each a group, before their buffers serve another one.
  let keepsShardsOnly: Bool
  let isShared: Bool
  /// Whether blocks are dealt out, too: where shards leave their gradients, nothing but the update is left, which
  /// takes no longer than to tell others of it.
  let sharesBlocks: Bool
  /// Whether a step is one shard and then the blocks, all on the leading worker: such small steps would take
  /// a tenth longer phase by phase.
  let isWhole: Bool
  let hasPenalties: Bool
  /// Whether some rows of an output may not count.
  let hasMaskedHeads: Bool

  /// For each worker a gradient of the largest block.
  let scratch: UnsafeMutablePointer<Float>
  let scratchStride: Int
  /// One entry a block.
  let penalties: UnsafeMutablePointer<Double>
  let counts: WorkerCounts
  /// Whose next order is drawn beside the shards of a training step, as one task more, where these are so short
  /// that an epoch's order is a tenth of its time.
  var ordersAhead: Unmanaged<Batches>?
  /// Where the parts of a step are timed; `nil` where nobody wants to know.
  var profile: WorkerTotals?

  /// One task of the update: a block of the weights.
  struct UpdateTask: BitwiseCopyable {
    let gradient: Int
    let task: Int
  }

  /// A part of a step between two points at which all workers are done.
  enum Phase: BitwiseCopyable {
    /// Shards go through one segment of the operations; the last one scores them, too, and in
    /// training turns back.
    case forward(segment: Int)
    case backward(segment: Int)
    /// What precedes the tasks of a segment whose one operation is cut.
    case prepareForward(segment: Int)
    case prepareBackward(segment: Int)
    /// Shards are scored, where the last segment is cut.
    case score
    /// Gradients of blocks by groups of samples.
    case gradients
    /// The groups' gradients added up, with penalties and the sums of their squares.
    case norms
    case update
    /// Shards go through all segments, where nothing has to be known of the whole batch.
    case inference
    /// Memory of blocks is written for the first time.
    case touch
    /// Gradients of blocks go on over the samples of a wave; with the last one blocks are updated.
    case wave(isLast: Bool)
    /// What ranks tell each other is brought together and put where it is read.
    case staging(RankStaging.Phase)
  }

  init(
    _ parts: StepParts, tensorCount: Int, batchSize: Int, reduction: Reduction,
    clipping: GradientClipping?, workerCount: Int, flopsPerStep: Double, ranks: (any RankGroup)?,
    exchange: RankExchange?, isShared: Bool, allowsWaves: Bool, arena: Arena, tables: Tables
  ) throws(ModelError) {
    inputs = tables.keep(parts.inputs)
    heads = tables.keep(parts.heads)
    hasMaskedHeads = parts.heads.contains { $0.weights != nil }
    gradients = tables.keep(parts.gradients)
    let shards = (batchSize - 1) / parts.samplesPerShard + 1
    let rankCount = ranks?.count ?? 1
    let ownShards = (shards - 1) / rankCount + 1
    let movesSamples =
      isShared && rankCount == 1 && parts.movesSamples(batchSize: batchSize, workers: workerCount)
    let cut = parts.cut(
      shards: ownShards, workers: isShared ? workerCount : 1, movesSamples: movesSamples)
    let segments = cut.segments.map {
      Segment(
        $0, tables.keep($0), shards: ownShards, workers: workerCount, isCut: cut.isCut,
        movesSamples: movesSamples)
    }
    self.segments = tables.make(segments)
    segmentCount = segments.count
    reductions = tables.make(cut.reductions.map(tables.keep))
    samplesPerShard = parts.samplesPerShard
    shardsPerChunk = max(1, parts.samplesPerChunk / parts.samplesPerShard)
    mergesShards = parts.mergesShards
    keepsShardsOnly = parts.keepsShardsOnly
    self.isShared = isShared
    sharesBlocks = isShared && !parts.keepsShardsOnly
    tree =
      parts.keepsShardsOnly && isShared && workerCount > 1 ? ShardTree(shards: shards) : nil
    hasPenalties = parts.gradients.contains { $0.tensors.contains(where: \.hasPenalty) }

    let blocks = parts.gradients.enumerated().flatMap { index, gradient in
      (0..<(gradient.isTrainable ? gradient.taskCount : 0)).map {
        UpdateTask(gradient: index, task: $0)
      }
    }
    let blockFloats = blocks.map { parts.gradients[$0.gradient].gradientFloats(of: $0.task) }
    self.blocks = tables.make(blocks)
    blockCount = blocks.count
    let places = blocks.map { parts.gradients[$0.gradient].place(of: $0.task) }
    blockOrder = tables.make(
      cut.isCut && rankCount == 1
        ? blocks.indices.sorted { (places[$0], $0) < (places[$1], $1) } : Array(blocks.indices))
    self.clipping = NormClipping(
      clipping, tensors: blocks.map { parts.gradients[$0.gradient].tensors[0].number },
      tensorCount: tensorCount, tables: tables)
    groups =
      parts.keepsShardsOnly
      ? try GradientGroups(
        blockFloats: blockFloats, batchSize: batchSize, samplesPerGroup: samplesPerShard,
        arena: arena, tables: tables)
      : reduction == .tree || self.clipping != nil
        ? try GradientGroups(
          blockFloats: blockFloats, batchSize: batchSize, samplesPerChunk: parts.samplesPerChunk,
          reduction: reduction, arena: arena, tables: tables) : nil
    let mostTasks = max(
      blocks.count * (groups?.count(batchSize) ?? 1),
      shards * (segments.map { max($0.forwardCut.parts, $0.backwardCut.parts) }.max() ?? 1))
    guard mostTasks < WorkerTeam.maximumTasks else {
      throw ModelError(
        "a step of it is \(mostTasks) tasks, more than \(WorkerTeam.maximumTasks); use a smaller "
          + "network or smaller batches")
    }
    // Behind each a gap of two pages, lest prefetches at its end fetch what the next worker is writing.
    scratchStride = ((blockFloats.max() ?? 0) + 31) / 32 * 32 + 2_048
    scratch = try arena.take(scratchStride * workerCount)
    penalties = tables.make([Double](repeating: 0, count: blocks.count))
    counts = WorkerCounts(workers: workerCount, tensors: tensorCount, tables: tables)
    firstTask = tables.make([0])
    staging =
      if let ranks, ranks.count > 1 {
        try RankStaging(
          parts, blocks: blocks, batchSize: batchSize, flopsPerStep: flopsPerStep, ranks: ranks,
          exchange: exchange, workers: workerCount, keepsGroups: groups != nil, arena: arena,
          tables: tables)
      } else {
        nil
      }
    let takesWaves =
      allowsWaves && rankCount == 1 && segments.count == 1 && segments[0].turnsBack && groups == nil
      && self.clipping == nil
    waves =
      takesWaves
      ? try parts.waves(
        batchSize: batchSize, workers: isShared ? workerCount : 1, blocks: blocks, arena: arena,
        tables: tables) : nil
    currentWave = tables.make([0])
    isWhole =
      !isShared && shards == 1 && !parts.mergesShards && !parts.keepsShardsOnly && groups == nil
      && self.clipping == nil && segments.count == 1 && segments[0].turnsBack
    var phases = Self.passes(segments)
    passCount = phases.count
    if groups != nil, !keepsShardsOnly { phases.append(.gradients) }
    if self.clipping != nil { phases.append(.norms) }
    phases.append(.update)
    phaseCount = phases.count
    self.phases = tables.make(
      phases + [.inference, .touch, .wave(isLast: false), .wave(isLast: true)]
        + RankStaging.Phase.allCases.map(Phase.staging))
    context = tables.make([StepContext.idle])
    weightUpdate = tables.makeRoom(for: WeightUpdate.self)
  }
}
