/// The same elements along other axes.
public struct Reshape: UnaryLayer {
  /// The size of each axis without the batch; `nil`, at most once, for what is left.
  public var targetShape: [Int?]

  /// Creates a layer.
  public init(_ targetShape: [Int?]) {
    self.targetShape = targetShape
  }

  public var className: String { "Reshape" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    let known = targetShape.compactMap(\.self)
    guard known.allSatisfy({ $0 > 0 }), targetShape.count - known.count <= 1,
      let product = checkedProduct(known)
    else {
      throw ModelError(
        "the target shape \(Shape(axes: targetShape)) is impossible; every axis must be at least "
          + "1, and one at most -1")
    }
    guard input.isKnown else {
      // The open axis absorbs whatever the input's open ones are.
      return Shape(axes: targetShape)
    }
    let rest = (input.elementCount ?? 0).quotientAndRemainder(dividingBy: product)
    guard rest.remainder == 0, known.count < targetShape.count || rest.quotient == 1 else {
      throw ModelError(
        "its input \(input) cannot be reshaped to \(Shape(axes: targetShape)), which has another "
          + "number of elements")
    }
    return Shape(targetShape.map { $0 ?? rest.quotient })
  }
}
