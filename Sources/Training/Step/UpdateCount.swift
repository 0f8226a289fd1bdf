import Kernels
import Networks

/// The updates that an optimizer has made so far, and what it keeps besides its moments.
struct UpdateCount: BitwiseCopyable {
  private(set) var count = 0
  private var rule: OptimizerRule

  init(_ optimizer: Optimizer) {
    guard let rule = OptimizerRule(optimizer.rule.rawValue, settings: optimizer.settings) else {
      preconditionFailure("no kernel updates weights by \(optimizer.rule.rawValue)")
    }
    self.rule = rule
  }

  /// The constants of the next update.
  ///
  /// - Parameter rate: the learning rate, which a schedule may have changed.
  @inline(__always)
  mutating func next(rate: Double) -> OptimizerStep {
    count += 1
    return rule.next(rate: rate)
  }
}
