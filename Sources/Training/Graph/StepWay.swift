import Networks

/// The way in which a step is made, with all that follows from it: the one place where ways are chosen. Shapes and
/// options decide, never threads.
struct StepWay {
  /// How gradients are summed over the batch.
  let reduction: Reduction
  /// The shards of a batch, where nearly all of a step's work is in their phase.
  private let shards: Int?
  /// Whether ranks may share a step. Of a small chain and a library each makes its own: that is over before a
  /// message has come.
  private let isDealtOut: Bool
  /// Turns the network into operations.
  let lower: (_ workerCount: Int, WeightStore, Arena, Tables) throws(ModelError) -> StepParts

  private init(
    reduction: Reduction = .owned, shards: Int? = nil, isDealtOut: Bool = false,
    lower:
      @escaping (_ workerCount: Int, WeightStore, Arena, Tables) throws(ModelError) -> StepParts
  ) {
    (self.reduction, self.shards, self.isDealtOut) = (reduction, shards, isDealtOut)
    self.lower = lower
  }

  /// Chooses how operations are computed: with the products of somebody else's library, for dense layers; on
  /// interleaved samples, for a few layers of a dozen weights; on matrices in panels, for any network.
  ///
  /// - Throws: a `ModelError` where the options ask for what the network does not allow.
  init(
    _ network: ResolvedNetwork, _ training: TrainingDescription, _ options: TrainerOptions
  ) throws(ModelError) {
    let batchSize = options.batchSize
    if let library = options.library {
      let chain = try Self.libraryChain(network, options)
      self.init { (_, weights, arena, tables) throws(ModelError) in
        try LibraryBuilder(
          chain: chain, library: library, batchSize: batchSize, weights: weights, arena: arena,
          tables: tables
        ).build(training)
      }
    } else if options.allowsSmallChain, options.reduction == nil, !training.limitsNorms,
      let chain = SmallChain(network)
    {
      let size = InterleavedBuilder.samplesPerShard(batchSize: batchSize)
      self.init(shards: (batchSize - 1) / size + 1) {
        (workerCount, weights, arena, tables) throws(ModelError) in
        try InterleavedBuilder(
          chain: chain, batchSize: batchSize, workerCount: workerCount, weights: weights,
          arena: arena, tables: tables
        ).build(training)
      }
    } else {
      // On one thread the tree takes up to a third longer, and nowhere less beyond the noise: its
      // gradients are written and read once more for each group.
      self.init(reduction: options.reduction ?? .owned, isDealtOut: true) {
        (workerCount, weights, arena, tables) throws(ModelError) in
        try PanelBuilder(
          network, options, workerCount: workerCount, weights: weights, arena: arena,
          tables: tables
        ).build(training)
      }
    }
  }

  /// Chooses in which order the tasks of a step are made.
  ///
  /// - Parameter ranks: those that share it.
  static func course(
    of step: Step, ranks: (any RankGroup)?, workers: Int, batchSize: Int, flopsPerStep: Double,
    tables: Tables
  ) -> StepCourse {
    if let ranks, let staging = step.staging {
      Exchange(
        ranks, step, staging, workers: workers, batchSize: batchSize, flopsPerStep: flopsPerStep,
        tables: tables)
    } else if step.isWhole {
      WholeCourse(step)
    } else if let waves = step.waves {
      WaveCourse(step, waves)
    } else {
      StepCourse(step)
    }
  }

  private static func libraryChain(
    _ network: ResolvedNetwork, _ options: TrainerOptions
  ) throws(ModelError) -> DenseChain {
    guard options.reduction != .tree else {
      throw ModelError(
        "the reduction 'tree' is one of Gradmark's own kernels; leave it out, or the library")
    }
    guard let chain = DenseChain(network) else {
      throw ModelError(
        "a library's products serve chains of dense layers on vectors, and this network has "
          + "others; use Gradmark's own kernels")
    }
    guard options.batchSize <= Int(Int32.max) else {
      throw ModelError(
        "a library counts in 32 bits, and the batch size is \(options.batchSize); use a smaller one"
      )
    }
    return chain
  }

  /// The workers that a step made in this way is worth: a single task is not dealt out.
  func workerCount(flopsPerStep: Double, usableCPUs: Int) -> Int {
    guard let shards else {
      return WorkSharing.workerCount(flopsPerStep: flopsPerStep, usableCPUs: usableCPUs)
    }
    return WorkSharing.workerCount(
      flopsPerStep: 2 * flopsPerStep, usableCPUs: min(shards, usableCPUs))
  }

  /// Whether ranks share a step: one shard each makes by itself.
  func dealsOut(_ parts: StepParts, batchSize: Int) -> Bool {
    isDealtOut && batchSize > parts.samplesPerShard
  }
}

extension TrainingDescription {
  /// Whether a norm of a gradient is limited, which takes each tensor's by itself.
  fileprivate var limitsNorms: Bool {
    switch clipping {
    case .norm, .globalNorm: true
    case .value, nil: false
    }
  }
}
