/// Several attentions side by side, each on projections of query, key and value; grouped where heads
/// share keys and values.
public struct MultiHeadAttention: Layer {
  /// The number of heads of the query.
  public var heads: Int
  /// The number of heads of key and value, where several query heads share one; `nil` in Keras's
  /// `MultiHeadAttention`.
  public var sharedHeads: Int?
  /// The size of each head's queries and keys.
  public var keySize: Int
  /// The size of each head's values.
  public var valueSize: Int
  /// The axes of the output behind the query's; `nil` for the query's own last axis.
  public var outputShape: [Int]?
  /// Whether projections have biases.
  public var usesBias: Bool
  /// Whether the result is multiplied by a gate.
  public var usesGate: Bool
  /// Whether calls return how much of each value each query takes, too.
  public var returnsScores = false
  /// Whether scores are stated to have the queries' steps for the values', too: so Keras 3 has them, and
  /// builds what comes behind for that; Keras 2 has the shape that is computed.
  public var hasSquareScores = false
  /// The axes, batch included, along which one attends to others, which Keras 2's scores have; `nil` for all between
  /// batch and features.
  public var attentionAxes: [Int]?
  /// `false` where Keras 2 asks the layer whether it learns: in Keras 3 its projections never hear of it.
  public var weightsAreOfInnerLayers = true
  /// The kernels of the projections.
  public var kernel: WeightSettings
  /// The biases of the projections.
  public var bias: WeightSettings
  /// The settings as JSON text.
  public var configuration: String

  /// Creates a layer.
  public init(
    heads: Int, keySize: Int, valueSize: Int? = nil, sharedHeads: Int? = nil,
    outputShape: [Int]? = nil, usesBias: Bool = true, usesGate: Bool = false,
    kernel: WeightSettings = .glorotUniform, bias: WeightSettings = .zeros,
    configuration: String = "{}"
  ) {
    self.heads = heads
    self.sharedHeads = sharedHeads
    self.keySize = keySize
    self.valueSize = valueSize ?? keySize
    self.outputShape = outputShape
    self.usesBias = usesBias
    self.usesGate = usesGate
    self.kernel = kernel
    self.bias = bias
    self.configuration = configuration
  }

  public var className: String {
    sharedHeads == nil ? "MultiHeadAttention" : "GroupedQueryAttention"
  }
  /// Query, value and, where it is another tensor, key.
  public var inputCount: InputCount { .range(1...4) }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    for (value, setting) in [
      (heads, "num_heads"), (keySize, "key_dim"), (valueSize, "value_dim"),
      (sharedHeads ?? 1, "num_key_value_heads"),
    ] { try requirePositive(value, setting) }
    guard checkedProduct([heads, max(keySize, valueSize)]) ?? .max <= maximumElementCount else {
      throw ModelError("\(heads) heads of \(keySize) hold more than memory can; use fewer")
    }
    _ = try inputs[0].lastAxis()
    let scores = returnsScores ? [self.scores(for: inputs)] : []
    guard let outputShape else { return [inputs[0]] + scores }
    let kept = inputs[0].axes.dropLast().map(\.self)
    return [Shape(axes: kept + outputShape, isRankKnown: inputs[0].isRankKnown)] + scores
  }

  /// Heads, queries, values.
  private func scores(for inputs: [Shape]) -> Shape {
    let isSquare = hasSquareScores && sharedHeads == nil
    let query = inputs[0], value = inputs.count > 1 && !isSquare ? inputs[1] : inputs[0]
    guard query.isRankKnown, value.isRankKnown, query.rank > 0, value.rank > 0 else {
      return .unknown
    }
    // Keras 3 states these two, along whichever axes one attends.
    guard !hasSquareScores, sharedHeads == nil else {
      return Shape(axes: [heads, query.axes[0], value.axes[0]])
    }
    guard query.rank == value.rank else { return .unknown }
    // Axes count from the batch, from the end where they are negative.
    let attended = attentionAxes.map { axes in
      Set(axes.map { $0 < 0 ? $0 + query.rank : $0 - 1 })
    }
    let between = 0..<query.rank - 1
    let own = between.filter { attended?.contains($0) ?? true }
    let kept = between.filter { !own.contains($0) }
    return Shape(
      axes: kept.map { query.axes[$0] } + [heads] + own.map { query.axes[$0] }
        + own.map { value.axes[$0] })
  }

  public func parameters(for inputs: [Shape]) -> [LayerParameter] {
    let query = inputs[0], value = inputs.count > 1 ? inputs[1] : query
    let key = inputs.count > 2 ? inputs[2] : value
    let keyHeads = sharedHeads ?? heads
    let outputs: [Int?] = outputShape.map { $0.map(\.self) } ?? [query.axes.last ?? nil]
    return projection("query", of: query, [heads, keySize])
      + projection("key", of: key, [keyHeads, keySize])
      + (usesGate ? projection("gate", of: query, [heads, valueSize]) : [])
      + projection("value", of: value, [keyHeads, valueSize])
      + projection("attention_output", [heads, valueSize] + outputs, bias: outputs)
  }

  /// Of an image, Keras's grouped attention takes its columns for features, and has further axes of
  /// size 1 behind the biases.
  private func projection(
    _ name: String, of input: Shape, _ outputs: [Int?]
  ) -> [LayerParameter] {
    guard sharedHeads != nil, input.isRankKnown, input.rank > 2 else {
      return projection(name, [input.axes.last ?? nil] + outputs, bias: outputs)
    }
    return projection(
      name, [input.axes[1]] + outputs,
      bias: outputs + Array(repeating: 1, count: input.rank - 2))
  }

  private func projection(
    _ name: String, _ kernelAxes: [Int?], bias biasAxes: [Int?]
  ) -> [LayerParameter] {
    [LayerParameter(.kernel, kernelAxes, kernel)].prefixed(name)
      + (usesBias ? [LayerParameter(.bias, biasAxes, bias)].prefixed(name) : [])
  }

  public func arithmetic(for inputs: [Shape]) -> Arithmetic? {
    let projections = parameters(for: inputs).filter { $0.role.rawValue.hasSuffix("/kernel") }
    let shapes = projections.map(\.shape)
    guard shapes.count > 3, shapes.allSatisfy(\.isKnown) else { return nil }
    let bias = usesBias ? " + 1" : ""
    // Each has the features first, then heads and their size.
    let inner = shapes.dropLast().map { shape in
      let sizes = shape.dimensions
      let features = grouped(sizes[0])
      return "\(product(Array(sizes[1...]))) × \(usesBias ? "(\(features)\(bias))" : features)"
    }
    let names = projections.dropLast().map { $0.role.rawValue.prefix { $0 != "/" } }
    let isAlike = Set(inner).count == 1
    let sum = isAlike ? "\(inner.count) × \(inner[0])" : inner.joined(separator: " + ")
    let last = shapes[shapes.count - 1].dimensions
    let heads = product(Array(last[..<2]))
    let output = product(Array(last[2...])) + " × (\(heads)\(bias))"
    let words = usesBias ? " + bias" : ""
    return Arithmetic(
      "\(sum) + \(output)",
      words: "\(names.joined(separator: isAlike ? ", " : " + ")), each heads × size × "
        + (usesBias ? "(features\(words))" : "features")
        + ", and output features × (heads × size\(words))" + (usesBias ? "" : ", no bias"))
  }
}
