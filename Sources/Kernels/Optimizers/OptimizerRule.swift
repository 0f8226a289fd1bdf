/// An optimizer with its settings, and what it counts up: settles the constants of one step after another, and
/// updates weights by them. Formulas are those of Keras 3.
///
/// A new one is a subclass in a file of its own, and its line here.
///
/// **Who writes what.** `next` is for whoever leads a step, while nobody updates weights; blocks of weights may be
/// updated on many threads at once.
public class OptimizerRule {
  /// By Keras's classes.
  private static let rules: [String: OptimizerRule.Type] = [
    "SGD": SGDRule.self,
    "Adam": AdamRule.self,
    "AdamW": AdamRule.self,
    "RMSprop": RMSpropRule.self,
  ]

  /// The rule of an optimizer, before its first step.
  ///
  /// - Parameters:
  ///   - name: Keras's class.
  ///   - settings: by Keras's names; truths as 0 and 1.
  /// - Returns: `nil` for another class.
  public static func named(_ name: String, settings: [String: Double]) -> OptimizerRule? {
    rules[name]?.init(settings)
  }

  required init(_ settings: [String: Double]) {}

  /// Settles the constants of the next step.
  ///
  /// - Parameter rate: the learning rate, which a schedule may have changed.
  public func next(rate: Double) {}

  /// Updates `count` weights in place from their gradient, by the constants of the step.
  ///
  /// - Shapes: all pointers to `count` floats, a multiple of `lanes`; `first` is the velocity or the
  ///   first moment, `second` the second moment, `third` a centered step's mean gradient, each touched
  ///   only where the optimizer has one.
  public func update(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>,
    third: UnsafeMutablePointer<Float>, count: Int
  ) {}

  /// The step's update for blocks that follow products; `nil` for an optimizer without divisions to hide.
  ///
  /// - Parameter weights: any address; nothing is read or written before `follow`.
  public func trailingUpdate(_ weights: UnsafeMutablePointer<Float>) -> TrailingUpdate? { nil }

  /// Calls `body` with where each vector of `count` weights begins.
  @inline(__always)
  final func forEachVectorOfWeights(_ count: Int, _ body: (Int) -> Void) {
    require(count % lanes == 0, "\(count) weights are no whole vectors of \(lanes)")
    forEachVector(of: count, body)
  }
}
