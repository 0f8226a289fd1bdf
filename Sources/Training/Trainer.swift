import Kernels
import Networks

/// How a trainer works; `threads` never changes a single bit of the result.
public struct TrainerOptions: Sendable {
  /// Samples of one step.
  public var batchSize: Int
  /// Workers asked for; more than there are CPUs are allowed, and so is a single one.
  public var threads: Int
  /// Determines start weights and shuffling.
  public var seed: UInt64
  /// Whether samples are dealt into batches anew in every epoch.
  public var shuffles: Bool
  /// How gradients are summed over the batch; `nil` where shapes are to choose.
  public var reduction: Reduction?
  /// A library whose matrix products are used in place of Gradmark's kernels, in chains of dense
  /// layers.
  public var library: CBLASLibrary?
  /// Whether `threads` is only the most: work that is too small to share is done by fewer.
  public var usesFewerThreads: Bool
  /// Whether a small chain of dense layers is made in one piece, which orders its sums otherwise;
  /// tests compare both ways.
  var allowsSmallChain = true
  /// Whether batches of a fixed order are cut up beforehand where a step can read them so; tests
  /// compare both ways.
  var allowsPackedBatches = true

  /// Creates options with Keras's defaults, on one thread.
  public init(
    batchSize: Int = 32, threads: Int = 1, seed: UInt64 = 1, shuffles: Bool = true,
    usesFewerThreads: Bool = false, reduction: Reduction? = nil, library: CBLASLibrary? = nil
  ) {
    self.batchSize = batchSize
    self.threads = threads
    self.seed = seed
    self.shuffles = shuffles
    self.usesFewerThreads = usesFewerThreads
    self.reduction = reduction
    self.library = library
  }
}

/// Trains a network data-parallel: the batch is split into shards, workers pass them forward and
/// backward, then each block of weights has its gradient reduced over all shards and is updated.
///
/// Equal seeds, data and batch sizes give equal bits for any number of threads: what a shard is and
/// in which order sums are taken follows from shapes alone.
///
/// Not `Sendable`: a trainer is used from one thread at a time, and brings its own workers.
public final class Trainer {
  /// The network, with all its shapes.
  public let network: ResolvedNetwork
  /// Optimizer, loss and metrics.
  public let training: TrainingDescription
  /// What the trainer was created with.
  public let options: TrainerOptions

  let plan: Plan
  let team: WorkerTeam
  var batches: Batches?
  /// Updates made so far; Adam's bias correction depends on it.
  public var iterations: Int { updates.count }
  var updates = UpdateCount()
  /// Steps of the last run, over which the workers' coverage was counted.
  var stepsCovered = 0

  /// Creates a trainer with start weights drawn from the options' seed.
  ///
  /// - Throws: a `ModelError` for an impossible network, loss or option, where the buffers would not
  ///   fit into this machine's memory, or where so many threads cannot be had.
  public init(
    _ network: NetworkDescription, training: TrainingDescription,
    options: TrainerOptions = TrainerOptions()
  ) throws(ModelError) {
    guard options.batchSize >= 1 else {
      throw ModelError("the batch size is \(options.batchSize); it must be at least 1")
    }
    guard options.threads >= 1, options.threads <= 4_096 else {
      throw ModelError("\(options.threads) threads were asked for; choose 1 to 4096")
    }
    try training.validate()
    self.network = try network.resolved()
    self.training = training
    self.options = options
    plan = try Plan(
      self.network, training: training, options: options, memoryLimit: availableMemory())
    try checkThreads(for: plan.workerCount)
    team = WorkerTeam(size: plan.workerCount)
    drawStartWeights()
  }

  /// Takes over training data; the next step begins a new epoch on it.
  ///
  /// - Parameters:
  ///   - inputs: [samples] + the network's input shape.
  ///   - targets: [samples] + the network's output shape.
  /// - Throws: a `ModelError` where a shape does not fit or a number is not finite.
  public func load(inputs: Tensor, targets: Tensor) throws(ModelError) {
    try check(inputs: inputs, targets: targets)
    batches = Batches(
      batchData(inputs, targets), sampleCount: inputs.sampleCount, batchSize: options.batchSize,
      shuffles: options.shuffles, seed: options.seed)
  }

  private func batchData(_ inputs: Tensor, _ targets: Tensor) -> Batches.Data {
    let (x, y) = (padded(inputs: inputs), padded(targets: targets))
    guard !options.shuffles, options.allowsPackedBatches,
      let packed = plan.work.packed(
        inputs: x, targets: y, sampleCount: inputs.sampleCount, batchSize: options.batchSize)
    else { return .rows(inputs: x, targets: y) }
    return .packed(inputs: packed.inputs, targets: packed.targets)
  }

  /// Goes back to the start: weights as drawn from the seed, optimizer untouched, first batch next.
  public func reset() {
    drawStartWeights()
    resetOptimizer()
    batches?.reset()
  }

  /// Goes back to a start of somebody else's: these weights, optimizer untouched, first batch next.
  ///
  /// - Throws: a `ModelError` where a tensor is missing, superfluous, or of another shape; then
  ///   nothing has changed.
  public func restart(from weights: [NamedTensor]) throws(ModelError) {
    try setWeights(weights)
    resetOptimizer()
    batches?.reset()
  }

  /// Floating-point operations of one step on a full batch, the optimizer's not counted.
  public var flopsPerStep: Double {
    network.flopsPerSample * Double(options.batchSize)
  }

  func resetOptimizer() {
    updates = UpdateCount()
    let buffers = plan.work.buffers
    let slots = training.optimizer.slotCount
    if slots > 0 { buffers.firstMoments.update(repeating: 0, count: plan.parameterFloats) }
    if slots > 1 { buffers.secondMoments.update(repeating: 0, count: plan.parameterFloats) }
  }

  func padded(inputs: Tensor) -> PaddedData { padded(inputs, columns: plan.work.inputColumns) }

  func padded(targets: Tensor) -> PaddedData { padded(targets, columns: plan.work.outputColumns) }

  private func padded(_ data: Tensor, columns: Int) -> PaddedData {
    PaddedData(data, columns: columns, stride: plan.work.dataStride(columns: columns))
  }

  /// The workers that train: as many as asked for, or fewer where the options allow that.
  public var threads: Int { plan.workerCount }

  /// Whose products are used: `gradmark`, or a library by its own description.
  public var kernels: String { options.library?.description ?? "gradmark" }

  /// How gradients are summed over the batch: as asked for, or as the shapes have chosen.
  public var reduction: Reduction { plan.reduction }

  /// The shape of the network's output.
  var outputShape: Shape { network.layers[network.layers.count - 1].outputShape }
}
