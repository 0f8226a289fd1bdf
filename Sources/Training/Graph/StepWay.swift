import Networks

/// The way in which the operations of a network are computed; shapes and options decide it, never
/// threads.
enum StepWay {
  /// On matrices in panels, for any network.
  case panels(Reduction)
  /// On interleaved samples, for a few layers of a dozen weights.
  case interleaved(SmallChain, shards: Int)
  /// With the products of somebody else's library, for dense layers.
  case library(CBLASLibrary, DenseChain)

  /// Chooses.
  ///
  /// - Throws: a `ModelError` where the options ask for what the network does not allow.
  init(
    _ network: ResolvedNetwork, _ training: TrainingDescription, _ options: TrainerOptions
  ) throws(ModelError) {
    if let library = options.library {
      self = .library(library, try Self.libraryChain(network, options))
    } else if options.allowsSmallChain, options.reduction == nil, !training.limitsNorms,
      let chain = SmallChain(network)
    {
      let size = InterleavedBuilder.samplesPerShard(batchSize: options.batchSize)
      self = .interleaved(chain, shards: (options.batchSize - 1) / size + 1)
    } else {
      // On one thread the tree takes up to a third longer, and nowhere less beyond the noise: its
      // gradients are written and read once more for each group.
      self = .panels(options.reduction ?? .owned)
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

  /// Turns a network into operations: the one place where the ways part.
  func lower(
    _ network: ResolvedNetwork, _ training: TrainingDescription, _ options: TrainerOptions,
    workerCount: Int, weights: WeightStore, arena: Arena, tables: Tables
  ) throws(ModelError) -> StepParts {
    let batchSize = options.batchSize
    return switch self {
    case .panels:
      try PanelBuilder(
        network, options, workerCount: workerCount, weights: weights, arena: arena,
        tables: tables
      ).build(training)
    case .interleaved(let chain, _):
      try InterleavedBuilder(
        chain: chain, batchSize: batchSize, workerCount: workerCount, weights: weights,
        arena: arena, tables: tables
      ).build(training)
    case .library(let library, let chain):
      try LibraryBuilder(
        chain: chain, library: library, batchSize: batchSize, weights: weights, arena: arena,
        tables: tables
      ).build(training)
    }
  }

  /// The workers that a step made in this way is worth: a single task is not dealt out.
  func workerCount(flopsPerStep: Double, usableCPUs: Int) -> Int {
    guard case .interleaved(_, let shards) = self else {
      return WorkSharing.workerCount(flopsPerStep: flopsPerStep, usableCPUs: usableCPUs)
    }
    // Nearly all of the work is in the phase of the shards.
    return WorkSharing.workerCount(
      flopsPerStep: 2 * flopsPerStep, usableCPUs: min(shards, usableCPUs))
  }

  /// Whether ranks share a step. One shard, and the shards of a small chain, each makes by itself: that is
  /// over before a message has come.
  func dealsOut(_ parts: StepParts, batchSize: Int) -> Bool {
    guard case .panels = self else { return false }
    return batchSize > parts.samplesPerShard
  }

  /// How gradients are summed over the batch.
  var reduction: Reduction {
    if case .panels(let reduction) = self { reduction } else { .owned }
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
