/// How the gradients of a batch's samples become the gradient that the optimizer sees. Either way
/// gives the same bits at every thread count; the two differ in their rounding.
public enum Reduction: String, Sendable, CaseIterable {
  /// Each block of weights has one owner, which sums the gradient of its block over the whole batch
  /// in one chain, and updates it while it is in cache. No gradient is ever kept.
  case owned
  /// The batch is cut into groups of samples, each of which leaves a gradient of all weights behind;
  /// a fixed binary tree adds them up, block by block, before the update.
  case tree
}
