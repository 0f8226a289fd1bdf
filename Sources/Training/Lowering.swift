import Networks

/// The way in which a plan makes a step of a chain; shapes and options decide it, never threads.
enum Lowering {
  /// Layer by layer, for any chain.
  case stages(Reduction)
  /// In one piece, for a few dense layers of a dozen weights.
  case smallChain([SmallChain.Link])
  /// With the products of somebody else's library, for dense layers.
  case libraryChain(CBLASLibrary, [SmallChain.Link])

  /// Chooses.
  ///
  /// - Parameter flopsPerStep: operations of a step; see `Trainer.flopsPerStep`.
  /// - Throws: a `ModelError` where the options ask for what the chain does not allow.
  init(
    _ chain: [ResolvedLayer], _ options: TrainerOptions, flopsPerStep: Double
  ) throws(ModelError) {
    if let library = options.library {
      guard options.reduction != .tree else {
        throw ModelError(
          "the reduction 'tree' is one of Gradmark's own kernels; leave it out, or the library")
      }
      guard let links = SmallChain.denseLinks(of: chain) else {
        throw ModelError(
          "a library's products serve chains of dense layers on vectors, and this network has "
            + "others; use Gradmark's own kernels")
      }
      guard options.batchSize <= Int(Int32.max) else {
        throw ModelError(
          "a library counts in 32 bits, and the batch size is \(options.batchSize); use a smaller "
            + "one")
      }
      self = .libraryChain(library, links)
    } else if options.allowsSmallChain, options.reduction == nil,
      let links = SmallChain.links(of: chain, flopsPerStep: flopsPerStep)
    {
      self = .smallChain(links)
    } else {
      // On one thread the tree takes up to a third longer, and nowhere less beyond the noise: its
      // gradients are written and read once more for each group.
      self = .stages(options.reduction ?? .owned)
    }
  }

  /// The workers that a step made in this way is worth: a piece is not dealt out.
  func workerCount(flopsPerStep: Double, usableCPUs: Int) -> Int {
    if case .smallChain = self { return 1 }
    return WorkSharing.workerCount(flopsPerStep: flopsPerStep, usableCPUs: usableCPUs)
  }

  /// How gradients are summed over the batch.
  var reduction: Reduction {
    if case .stages(let reduction) = self { reduction } else { .owned }
  }
}
