import Kernels

/// What one step works on; the leader writes it between phases, when no task is under way.
struct StepContext: BitwiseCopyable {
  let batch: Batch
  let isTraining: Bool
  /// Else it is predicted; the heads know where predictions go.
  let isScored: Bool
  // No optional: to take it out of one lasts as long as to update a few weights.
  private let ownUpdate: WeightUpdate

  /// A batch that is to change the weights.
  @inline(__always)
  init(_ batch: Batch, _ update: WeightUpdate) {
    (self.batch, isTraining, isScored, ownUpdate) = (batch, true, true, update)
  }

  /// A batch that leaves the weights as they are.
  init(_ batch: Batch, isScored: Bool) {
    (self.batch, isTraining, self.isScored) = (batch, false, isScored)
    ownUpdate = WeightUpdate(rule: .sgd(rate: 0), stepNumber: 0)
  }

  /// `nil` but in training.
  @inline(__always) var update: WeightUpdate? { isTraining ? ownUpdate : nil }
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
    StepContext(Batch(order: nil, number: 0, first: 0, count: 0, rest: 0), isScored: false)
  }
}
