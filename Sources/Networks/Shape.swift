/// The dimensions of a tensor without its batch axis; rank 0 is a scalar a sample.
public struct Shape: Sendable, Hashable {
  /// The size of each axis, outermost first.
  public let dimensions: [Int]

  /// Creates a shape from the size of each axis, outermost first.
  public init(_ dimensions: [Int]) {
    self.dimensions = dimensions
  }

  /// The most axes that a file may give a tensor, which is NumPy's limit too.
  package static let maximumRank = 64

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The product of all axes, or `nil` where it is more than `maximumElementCount`.
  public var elementCount: Int? {
    guard let count = checkedProduct(dimensions), count <= maximumElementCount else { return nil }
    return count
  }
}

extension Shape: ExpressibleByArrayLiteral {
  /// Creates a shape from the size of each axis, outermost first.
  public init(arrayLiteral dimensions: Int...) {
    self.init(dimensions)
  }
}

extension Shape: CustomStringConvertible {
  /// The shape as Keras prints it, with `None` for the batch: `(None, 28, 28)`.
  public var description: String {
    "(" + (["None"] + dimensions.map(String.init)).joined(separator: ", ") + ")"
  }
}

/// The most numbers that a tensor, or all weights of a network, may hold.
///
/// As `Float`s they fill 2⁴⁷ bytes, all that a process can address; below it no later count of
/// bytes or of an optimizer's variables can overflow an `Int`.
package let maximumElementCount = 1 << 45

/// The product of `factors`, or `nil` where it does not fit in an `Int`.
package func checkedProduct(_ factors: [Int]) -> Int? {
  var product = 1
  for factor in factors {
    let (partial, overflow) = product.multipliedReportingOverflow(by: factor)
    if overflow { return nil }
    product = partial
  }
  return product
}
