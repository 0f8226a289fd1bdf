import Kernels
import Networks

/// Trains a network data-parallel: the batch is split into shards, workers pass them forward and
/// backward, then each block of weights has its gradient reduced over all shards and is updated.
///
/// Equal seeds, data and batch sizes give equal bits for any number of threads, and of ranks: what a shard is and
/// in which order sums are taken follows from shapes alone.
///
/// Not `Sendable`: a trainer is used from one thread at a time, and brings its own workers.
public final class Trainer {
  /// The network as it is trained, with all its shapes: layers of networks within it are its own, by
  /// their paths.
  public let network: ResolvedNetwork
  /// Optimizer, loss and metrics.
  public let training: TrainingDescription
  /// What the trainer was created with.
  public let options: TrainerOptions

  // Of the description: asking it in every step would count references.
  let learningRate: Double
  let hasSchedule: Bool
  let elementLimit: Float?
  let plan: Plan
  let team: WorkerTeam
  var batches: Batches?
  /// Updates made so far.
  public var iterations: Int { updateCount }
  var updateCount = 0
  private(set) var rule: OptimizerRule

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
    guard options.threads >= 1, options.threads <= 8_192 else {
      throw ModelError("\(options.threads) threads were asked for; choose 1 to 8192")
    }
    guard options.cpus.map({ $0.count >= options.threads }) ?? true else {
      throw ModelError(
        "\(options.threads) threads are to be bound to \(options.cpus?.count ?? 0) CPUs; name a CPU for each"
      )
    }
    try training.validate()
    guard training.outputs.count == network.outputs.count else {
      throw ModelError(
        "there are \(training.outputs.count) losses, but the network has \(network.outputs.count) "
          + "outputs; give one for each")
    }
    self.network = try network.resolved().inlined()
    self.training = training
    self.options = options
    learningRate = training.optimizer.learningRate
    rule = training.optimizer.makeRule()
    hasSchedule = training.schedule != nil
    if case .value(let limit) = training.clipping {
      elementLimit = Float(limit)
    } else {
      elementLimit = nil
    }
    plan = try Plan(
      self.network, training: training, options: options, memoryLimit: availableMemory())
    try checkThreads(for: plan.workerCount)
    let workerCount = plan.workerCount
    team = WorkerTeam(
      size: workerCount,
      places: options.cpus.map { WorkerPlaces(Array($0.prefix(workerCount)), nodes: memoryNodes()) }
    )
    if plan.workerCount > 1, plan.step.isShared { touchWeights() }
    drawStartWeights()
  }

  /// Has each worker write first, with zeros, what it will own.
  func touchWeights() {
    runTeam { leader in
      // Else the leader would touch all that the others own.
      leader.awaitTeam()
      plan.step.perform(plan.step.touchPhase, leader)
    }
  }

  /// Takes over training data; the next step begins a new epoch on it.
  ///
  /// - Parameters:
  ///   - inputs: for each input of the network [samples] + its shape.
  ///   - targets: for each output [samples] + its shape.
  /// - Throws: a `ModelError` where a shape does not fit or a number is not finite.
  public func load(inputs: [Tensor], targets: [Tensor]) throws(ModelError) {
    try check(inputs: inputs, targets: targets)
    let packs =
      !options.shuffles && options.allowsPackedBatches
      && plan.inputs.allSatisfy { $0.reader.canPack }
    batches = try prepare(inputs, targets, arePacked: packs, shuffles: options.shuffles)
  }

  /// The same for a network with one input and one output.
  public func load(inputs: Tensor, targets: Tensor) throws(ModelError) {
    try load(inputs: [inputs], targets: [targets])
  }

  /// Brings data into the form that steps read.
  ///
  /// - Parameters:
  ///   - targets: none where there is nothing to score.
  ///   - arePacked: whether batches are cut up now, which only a fixed order allows; else steps gather them.
  func prepare(
    _ inputs: [Tensor], _ targets: [Tensor], arePacked: Bool = false, shuffles: Bool = false
  ) throws(ModelError) -> Batches {
    var memory: [Arena] = []
    func data(
      _ tensors: [Tensor], _ readers: [BatchReader]
    ) throws(ModelError) -> [BatchData] {
      var data: [BatchData] = []
      for (tensor, reader) in zip(tensors, readers) {
        let arena = Arena.forSamples()
        memory.append(arena)
        data.append(
          try reader.prepare(
            tensor, batchSize: arePacked ? options.batchSize : nil, in: arena))
      }
      return data
    }
    let inputData = try data(inputs, plan.inputs.map(\.reader))
    let targetData = try data(targets, plan.heads.map(\.targets))
    return Batches(
      inputs: inputData, targets: targetData, in: memory, sampleCount: inputs[0].sampleCount,
      batchSize: options.batchSize, arePacked: arePacked, shuffles: shuffles, seed: options.seed)
  }

  /// Goes back to the start: weights as drawn from the seed, optimizer untouched, first batch next.
  public func reset() {
    drawStartWeights()
    resetOptimizer()
    batches?.reset()
  }

  /// Starts over from given weights: optimizer untouched, first batch next.
  ///
  /// - Throws: a `ModelError` where a tensor is missing, superfluous, or of another shape; then
  ///   nothing has changed.
  public func restart(from weights: [NamedTensor]) throws(ModelError) {
    try setWeights(weights)
    resetOptimizer()
    batches?.reset()
  }

  private func resetOptimizer() {
    updateCount = 0
    rule = training.optimizer.makeRule()
    plan.weights.clearSlots()
  }

  /// Floating-point operations of one step on a full batch, the optimizer's not counted.
  public var flopsPerStep: Double {
    network.flopsPerSample * Double(options.batchSize)
  }

  /// The workers that train: as many as asked for, or fewer where the options allow that.
  public var threads: Int { plan.workerCount }

  /// Whose products are used: `gradmark`, or a library by its own description.
  public var kernels: String { options.library?.description ?? "gradmark" }

  /// How ranks share the sums of gradients; `nil` where each process makes all of its steps by itself.
  public var exchange: RankExchange? { plan.step.staging?.exchange }

  /// What ranks tell each other in a step on a full batch; `nil` where each process makes all of its steps by
  /// itself.
  public var volume: RankVolume? { plan.step.staging?.volume }

  /// Into how many parts a full batch is cut for ranks to share, and the weights.
  public var parts: (shards: Int, blocks: Int) {
    (plan.step.shardCount(options.batchSize), plan.step.blockCount)
  }

  /// How gradients are summed over the batch: as asked for, or as the shapes have chosen.
  public var reduction: Reduction { plan.reduction }
}
