/// A penalty `l1·Σ|w| + l2·Σw²` on one parameter, added to the loss (no ½, not scaled by the batch).
public struct Regularizer: Sendable, Hashable {
  /// The factor of Σ|w|.
  public var l1: Double
  /// The factor of Σw².
  public var l2: Double

  /// Creates a penalty from its two factors.
  public init(l1: Double = 0, l2: Double = 0) {
    self.l1 = l1
    self.l2 = l2
  }
}
