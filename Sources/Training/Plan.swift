import Kernels
import Networks

/// Everything about training a network that follows from shapes and options alone: memory,
/// operations, tasks and the order of every sum. Made once; steps only follow it.
final class Plan {
  let step: Step
  let course: StepCourse
  /// In Keras's order.
  let tensors: [WeightTensor]
  let weights: WeightStore
  let reduction: Reduction
  /// The workers that take part.
  let workerCount: Int
  /// Where each head's targets come from and where inputs do, in the network's order.
  let inputs: [Input]
  let heads: [Head]

  // Steps point into both.
  private let arena: Arena
  private let tables: Tables

  /// Lays out a training step.
  ///
  /// - Parameter memoryLimit: bytes that the buffers may take.
  /// - Throws: a `ModelError` where the network cannot be trained, does not go with the options, or
  ///   needs more memory than that.
  init(
    _ network: ResolvedNetwork, training: TrainingDescription, options: TrainerOptions,
    memoryLimit: Int
  ) throws(ModelError) {
    let batchSize = options.batchSize
    try network.requireTrainable()
    // First: lists of tasks are as long as weights and batches are large.
    try network.checkLeastBytes(batchSize: batchSize, limit: memoryLimit)
    let flopsPerStep = network.flopsPerSample * Double(batchSize)
    let way = try StepWay(network, training, options)
    let isShared = way.workerCount(flopsPerStep: flopsPerStep, usableCPUs: 2) == 2
    let workerCount =
      options.usesFewerThreads
      ? way.workerCount(flopsPerStep: flopsPerStep, usableCPUs: options.threads) : options.threads
    let arena = Arena(
      limit: memoryLimit, purpose: "training with batches of \(batchSize)")
    let tables = Tables()
    let weights = WeightStore(
      network.parameters, optimizer: training.optimizer, arena: arena)
    let parts = try way.lower(workerCount, weights, arena, tables)
    let ranks = way.dealsOut(parts, batchSize: batchSize) ? options.ranks : nil
    let step = try Step(
      parts, tensorCount: network.parameters.count, batchSize: batchSize, reduction: way.reduction,
      clipping: training.clipping, workerCount: workerCount, flopsPerStep: flopsPerStep,
      ranks: ranks, exchange: options.exchange, isShared: isShared,
      allowsWaves: options.allowsWaves, arena: arena, tables: tables)
    self.step = step
    course = StepWay.course(
      of: step, ranks: ranks, workers: workerCount, batchSize: batchSize,
      flopsPerStep: flopsPerStep, tables: tables)
    arena.choosePages()
    tensors = weights.tensors
    self.weights = weights
    self.workerCount = workerCount
    self.arena = arena
    self.tables = tables
    reduction = way.reduction
    (inputs, heads) = (parts.inputs, parts.heads)
  }

  /// Has the next steps read these data.
  func bind(_ data: Batches) {
    for (input, data) in zip(inputs, data.inputs) { input.reader.bind(data) }
    for (index, head) in heads.enumerated() {
      head.targets.bind(data.targets.isEmpty ? nil : data.targets[index])
    }
  }
}

extension ResolvedNetwork {
  /// Checks the least that any plan of this network takes: its weights, and every layer's outputs
  /// for the whole batch.
  ///
  /// - Throws: a `ModelError` where that is more than there is, or cannot be counted.
  fileprivate func checkLeastBytes(batchSize: Int, limit: Int) throws(ModelError) {
    let outputs = layers.reduce(0) { $0 + ($1.outputShape.elementCount ?? 0) }
    guard let activations = checkedProduct([outputs, batchSize, MemoryLayout<Float>.stride]) else {
      throw ModelError("a batch of \(batchSize) is too large to address; make it smaller")
    }
    let weights = parameterCount * MemoryLayout<Float>.stride
    let (bytes, overflow) = activations.addingReportingOverflow(weights)
    guard !overflow, bytes <= limit else {
      throw ModelError(
        "training with batches of \(batchSize) takes \(bytes >> 20) MiB, but \(limit >> 20) "
          + "MiB are there; use smaller batches or a smaller network")
    }
  }
}
