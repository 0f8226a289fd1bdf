/// The place where data enters.
public struct InputLayer: Layer {
  /// The shape of one sample, and of the batch where the model fixes it.
  public var shape: Shape
  /// The type of the data.
  public var type: ElementType
  /// Whether it takes sparse tensors.
  public var isSparse: Bool
  /// Whether the network may be called without it.
  public var isOptional: Bool
  /// What the file calls a class of its own that is derived from Keras's; `nil` for Keras's.
  public var ownClassName: String?

  /// Creates an input.
  public init(
    _ shape: Shape, type: ElementType = .float32, isSparse: Bool = false, isOptional: Bool = false
  ) {
    self.shape = shape
    self.type = type
    self.isSparse = isSparse
    self.isOptional = isOptional
  }

  public var className: String { ownClassName ?? "InputLayer" }
  public var inputCount: InputCount { .none }
  public var masking: Masking { .drops }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    let sizes = shape.axes + [shape.batchSize ?? 1]
    guard sizes.allSatisfy({ $0.map { $0 > 0 } ?? true }), !shape.exceedsMemory else {
      throw ModelError(
        "input shape \(shape) is impossible; every axis must be at least 1 and all fit in memory")
    }
    return [shape]
  }
}
