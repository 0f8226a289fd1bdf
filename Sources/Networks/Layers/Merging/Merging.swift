/// Several tensors made one, element by element; axes of size 1 are repeated.
public struct Merging: Layer {
  /// How elements are put together.
  public var function: MergeFunction

  /// Creates a layer.
  public init(_ function: MergeFunction) {
    self.function = function
  }

  public var className: String { function.rawValue }
  public var inputCount: InputCount { function == .subtract ? .range(2...2) : .atLeast(1) }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    var merged = inputs[0]
    for input in inputs.dropFirst() { merged = try broadcast(merged, input) }
    return [merged]
  }

  /// The shape that both have once axes of size 1 are repeated.
  private func broadcast(_ first: Shape, _ second: Shape) throws(ModelError) -> Shape {
    let (long, short) = first.rank < second.rank ? (second, first) : (first, second)
    var axes = Array(long.axes)
    if !short.isRankKnown {
      // An axis of 1 may be repeated along one that is not known of.
      for index in axes.indices.prefix(long.rank - short.rank) where axes[index] == 1 {
        axes[index] = nil
      }
    }
    for (index, size) in zip(axes.indices.suffix(short.rank), short.axes) {
      switch (axes[index], size) {
      case (nil, _), (_, nil): axes[index] = nil
      case (1, _): axes[index] = size
      case (let own, let other) where other == 1 || own == other: break
      default:
        throw ModelError(
          "\(className) cannot bring \(first) and \(second) together; give it tensors of one shape")
      }
    }
    return Shape(axes: axes, isRankKnown: first.isRankKnown && second.isRankKnown)
  }
}

/// How the elements of several tensors are put together, by Keras's names.
public enum MergeFunction: String, BitwiseCopyable, Sendable, CaseIterable {
  /// The sum.
  case add = "Add"
  /// The first less the second.
  case subtract = "Subtract"
  /// The product.
  case multiply = "Multiply"
  /// The mean.
  case average = "Average"
  /// The greatest.
  case maximum = "Maximum"
  /// The least.
  case minimum = "Minimum"
}
