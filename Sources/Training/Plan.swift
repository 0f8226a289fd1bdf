import Kernels
import Networks

/// Everything about a training step that follows from shapes alone: buffers, stages, pieces of work
/// and the order of every sum. Made once; a step only follows it.
final class Plan {
  let network: ResolvedNetwork
  let batchSize: Int
  /// Samples of one shard of the batch.
  let samplesPerShard: Int
  /// Shards that one claim may take: neighbours share the weights they load.
  let shardsPerClaim: Int
  /// Whether a phase is long enough for a second worker.
  let isShared: Bool
  let hasPenalties: Bool
  let slices: [ParameterSlice]
  /// Floats of the parameter array.
  let parameterFloats: Int
  let work: StepWork
  let reduction: Reduction

  /// The workers that take part.
  let workerCount: Int

  private let arena: Arena
  private let tables: Tables

  /// Lays out a training step.
  ///
  /// - Parameter memoryLimit: bytes that the buffers may take.
  /// - Throws: a `ModelError` where the network is no chain, does not go with the options, or needs
  ///   more memory than that.
  init(
    _ network: ResolvedNetwork, training: TrainingDescription, options: TrainerOptions,
    memoryLimit: Int
  ) throws(ModelError) {
    let chain = try network.chain(), batchSize = options.batchSize
    // First: lists of pieces of work are as long as weights and batches are large.
    try Self.checkLeastBytes(network, batchSize: batchSize, limit: memoryLimit)
    let flopsPerStep = network.flopsPerSample * Double(batchSize)
    let lowering = try Lowering(chain, options, flopsPerStep: flopsPerStep)
    isShared = lowering.workerCount(flopsPerStep: flopsPerStep, usableCPUs: 2) == 2
    workerCount =
      options.usesFewerThreads
      ? lowering.workerCount(flopsPerStep: flopsPerStep, usableCPUs: options.threads)
      : options.threads
    let measured = Arena()
    var measuring = PlanBuilder(
      arena: measured, tables: Tables(), batchSize: batchSize, chain: chain, training: training,
      lowering: lowering)
    _ = try measuring.build(workerCount: workerCount, isMeasuring: true)
    try Self.check(
      bytes: measured.floatsTaken * MemoryLayout<Float>.stride, batchSize: batchSize,
      limit: memoryLimit)
    let arena = Arena(capacity: measured.floatsTaken)
    let tables = Tables()
    var builder = PlanBuilder(
      arena: arena, tables: tables, batchSize: batchSize, chain: chain, training: training,
      lowering: lowering)
    work = try builder.build(workerCount: workerCount, isMeasuring: false)
    slices = builder.slices
    parameterFloats = builder.parameterFloats
    samplesPerShard = work.samplesPerShard
    shardsPerClaim = max(1, builder.samplesPerClaim / work.samplesPerShard)
    hasPenalties = slices.contains(where: \.hasPenalty)
    self.arena = arena
    self.tables = tables
    self.network = network
    self.batchSize = batchSize
    reduction = lowering.reduction
    work.refreshTransposes()
  }

  /// Shards of a batch of `sampleCount`.
  func shardCount(_ sampleCount: Int) -> Int {
    (sampleCount + samplesPerShard - 1) / samplesPerShard
  }
}

/// Arrays that live as long as a plan and hold no floats: runs, offsets, stages, results.
final class Tables {
  private var releases: [() -> Void] = []

  /// Allocates an array of plain values; it is freed with the tables.
  func make<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) -> UnsafeMutablePointer<Element> {
    let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    pointer.initialize(from: elements, count: elements.count)
    releases.append { pointer.deallocate() }
    return pointer
  }

  deinit {
    for release in releases { release() }
  }
}
