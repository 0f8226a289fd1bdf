/// The axes in another order.
public struct Permute: UnaryLayer {
  /// Which axis comes where, counted from 1 without the batch.
  public var order: [Int]

  /// Creates a layer.
  public init(_ order: [Int]) {
    self.order = order
  }

  public var className: String { "Permute" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    guard order.sorted() == Array(1..<order.count + 1) else {
      throw ModelError("dims is \(order); it must name every axis from 1 on once")
    }
    guard input.isRankKnown ? input.rank == order.count : input.rank <= order.count else {
      throw ModelError("its input \(input) must have \(order.count) axes beside the batch")
    }
    let axes = Array(repeating: nil, count: order.count - input.rank) + input.axes
    return Shape(axes: order.map { axes[$0 - 1] })
  }
}
