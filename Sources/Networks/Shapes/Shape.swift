/// The axes of a tensor without its batch axis; rank 0 is a scalar a sample.
///
/// A model file may leave sizes open: an axis that any size fits is `nil`. What a layer returns that
/// Gradmark does not know may have any rank; then `axes` holds the last axes, as far as they are known.
public struct Shape: Sendable, Hashable {
  /// The size of each axis, outermost first; `nil` where it may be any. Of a tensor of unknown rank
  /// the last axes alone.
  public let axes: [Int?]
  /// `false` where there may be more axes in front of `axes`.
  public let isRankKnown: Bool
  /// The size of the batch axis where the model fixes it; `nil` where it may be any.
  public let batchSize: Int?

  /// Creates a shape from the size of each axis, outermost first.
  public init(_ dimensions: [Int]) {
    self.init(axes: dimensions)
  }

  /// Creates a shape of which not everything needs to be known.
  public init(axes: [Int?], isRankKnown: Bool = true, batchSize: Int? = nil) {
    self.axes = axes
    self.isRankKnown = isRankKnown
    self.batchSize = batchSize
  }

  /// A tensor of which nothing is known.
  public static let unknown = Shape(axes: [], isRankKnown: false)

  /// The most axes that a file may give a tensor, which is NumPy's limit too.
  package static let maximumRank = 64

  /// Whether rank and every axis are known.
  public var isKnown: Bool { isRankKnown && !axes.contains(nil) }

  /// The size of each axis, outermost first.
  ///
  /// - Precondition: `isKnown`; `ResolvedNetwork.requireKnownShapes()` makes sure of it.
  public var dimensions: [Int] {
    precondition(isKnown, "\(self) has axes of unknown size")
    return axes.compactMap(\.self)
  }

  /// The number of axes, of those that are known of.
  public var rank: Int { axes.count }

  /// The product of all axes, or `nil` where it is unknown or more than `maximumElementCount`.
  public var elementCount: Int? {
    guard isKnown, let count = knownElementCount, count <= maximumElementCount else { return nil }
    return count
  }

  /// Whether even the known axes make more elements than `maximumElementCount`.
  public var exceedsMemory: Bool {
    knownElementCount.map { $0 > maximumElementCount } ?? true
  }

  /// The product of the axes that are known, or `nil` where it does not fit in an `Int`.
  private var knownElementCount: Int? { checkedProduct(axes.lazy.compactMap(\.self)) }

  /// The same shape for batches of that size.
  public func withBatchSize(_ size: Int?) -> Shape {
    Shape(axes: axes, isRankKnown: isRankKnown, batchSize: size)
  }
}

extension Shape: ExpressibleByArrayLiteral {
  /// Creates a shape from the size of each axis, outermost first.
  public init(arrayLiteral dimensions: Int...) {
    self.init(dimensions)
  }
}

extension Shape: CustomStringConvertible {
  /// The shape as Keras prints it, with `None` for what may be any size: `(None, 28, 28)`.
  public var description: String {
    if !isRankKnown, axes.isEmpty { return "?" }
    let entries = [batchSize.text] + (isRankKnown ? [] : ["…"]) + axes.map(\.text)
    return "(" + entries.joined(separator: ", ") + ")"
  }
}

extension Int? {
  /// As Python prints it.
  fileprivate var text: String { map(String.init) ?? "None" }
}

/// The most numbers that a tensor, or all weights of a network, may hold.
///
/// As `Float`s they fill 2⁴⁷ bytes, all that a process can address; below it no later count of
/// bytes or of an optimizer's variables can overflow an `Int`.
package let maximumElementCount = 1 << 45

/// The product of `factors`, or `nil` where it does not fit in an `Int`.
package func checkedProduct(_ factors: some Sequence<Int>) -> Int? {
  var product = 1
  for factor in factors {
    let (partial, overflow) = product.multipliedReportingOverflow(by: factor)
    if overflow { return nil }
    product = partial
  }
  return product
}
