import Kernels
import Networks

/// The batch that a step works on, and what is to be made of it; the leader writes it between phases, when no task
/// is under way.
struct StepContext: BitwiseCopyable {
  /// The samples, in the batch's order; `nil` where batches were packed beforehand.
  let order: UnsafePointer<Int32>?
  /// Which of the packed batches it is.
  let number: Int
  /// The samples before it in the epoch.
  let first: Int
  /// The samples of the batch.
  let count: Int
  /// The samples behind it in the epoch, whose order is known.
  let rest: Int
  /// How weights are to be changed by the batch; `nil` where it leaves them as they are.
  let update: UnsafePointer<WeightUpdate>?
  /// Whether losses and metrics are wanted; else predictions are, and the heads know where they go.
  let isScored: Bool

  @inline(__always) var isTraining: Bool { update != nil }
}

/// What an update of weights needs to know.
struct WeightUpdate: BitwiseCopyable {
  /// The optimizer, which has settled its constants of this step.
  var rule: Unmanaged<OptimizerRule>
  /// Updates made before this one: masks are drawn from it.
  var stepNumber: Int
  /// Where the whole gradient, penalties included, is kept if somebody wants to see it; laid out as
  /// `WeightStore` numbers its floats.
  var gradientCopy: UnsafeMutablePointer<Float>?
  /// What no element of a gradient may exceed; `nil` where elements are not clipped.
  var elementLimit: Float?
}

extension StepContext {
  /// Before the first step.
  static var idle: StepContext {
    StepContext(
      order: nil, number: 0, first: 0, count: 0, rest: 0, update: nil, isScored: false)
  }
}

extension Optimizer {
  /// What computes its updates, before the first one.
  func makeRule() -> OptimizerRule {
    guard let kernel = OptimizerRule.named(rule.rawValue, settings: settings) else {
      preconditionFailure("no kernel updates weights by \(rule.rawValue)")
    }
    return kernel
  }
}
