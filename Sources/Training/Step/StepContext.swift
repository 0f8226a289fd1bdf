import Kernels

/// What one step works on; the leader writes it between phases, when no task is under way.
struct StepContext: BitwiseCopyable {
  var batch: Batch
  var purpose: Purpose

  /// Why a batch goes through the network.
  enum Purpose: BitwiseCopyable {
    /// To change the weights.
    case training(WeightUpdate)
    /// To be scored.
    case evaluation
    /// To be predicted; the heads know where predictions go.
    case prediction
  }

  @inline(__always)
  var isTraining: Bool {
    if case .training = purpose { true } else { false }
  }

  @inline(__always)
  var isScored: Bool {
    if case .prediction = purpose { false } else { true }
  }
}

/// What an update of weights needs to know.
struct WeightUpdate: BitwiseCopyable {
  /// The optimizer's constants of this step.
  var rule: OptimizerStep
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
      batch: Batch(order: nil, number: 0, first: 0, count: 0, rest: 0), purpose: .prediction)
  }
}
