import Training

/// The ways in which a step can be made with Gradmark's own kernels.
enum StepWay: CaseIterable, Sendable {
  case automatic, owned, tree

  func options(batchSize: Int, threads: Int) -> TrainerOptions {
    let reduction: Reduction? =
      switch self {
      case .automatic: nil
      case .owned: .owned
      case .tree: .tree
      }
    return TrainerOptions(
      batchSize: batchSize, threads: threads, seed: 9, shuffles: true, reduction: reduction)
  }
}
