/// What Keras 3 does to the weights of a layer that was made already: low-rank updates beside a frozen
/// table (LoRA), and quantisation.
public struct Adaptation: Sendable, Hashable {
  /// The rank of the updates; `nil` for none.
  public var loraRank: Int?
  /// How the weights are quantised; `nil` for not at all.
  public var quantization: Quantization?

  /// Describes what was done.
  public init(loraRank: Int? = nil, quantization: Quantization? = nil) {
    self.loraRank = loraRank
    self.quantization = quantization
  }

  /// Keras's kinds of quantisation.
  public enum Quantization: Sendable, Hashable {
    /// Whole numbers of eight bits, with a scale for each output.
    case int8
    /// Two numbers to a byte, with a scale and a zero for each output and block of inputs; one block
    /// without zeros where the size is `nil`.
    case int4(blockSize: Int?)
    /// As before, beside what scales for eight-bit numbers are made from.
    case float8(historyLength: Int)
    /// A kind whose weights depend on more than the settings.
    case other(String)
  }

  /// Why the weights of such a layer cannot be counted; `nil` where they can.
  func uncountedReason(of layer: any Layer) -> String? {
    switch quantization {
    case .other(let name): "weights quantised as \(quoted(name)) cannot be counted"
    case .int4 where !(layer is Dense || layer is Embedding):
      "weights of \(withArticle(layer.className)) layer quantised as 'int4' cannot be counted"
    default: nil
    }
  }

  /// The weights of a layer to which this was done.
  func applied(to parameters: [LayerParameter], of layer: any Layer) -> [LayerParameter] {
    guard let first = parameters.first else { return parameters }
    var weights = parameters
    if let quantization { quantization.apply(to: &weights, of: layer) }
    if let loraRank {
      weights[0].isTrainable = false
      let (axes, name) = (first.shape.axes, first.role.rawValue)
      weights += [
        LayerParameter(
          .init(rawValue: "lora_\(name)_a"), axes.dropLast() + [loraRank], .glorotUniform),
        LayerParameter(.init(rawValue: "lora_\(name)_b"), [loraRank, axes.last ?? nil], .zeros),
      ]
    }
    return weights
  }
}

extension Adaptation {
  /// What the weights of such a layer are made of; `nil` for a sum over them.
  ///
  /// - Parameters:
  ///   - own: what the layer's class says of its own weights.
  ///   - parameters: all weights.
  func arithmetic(
    of own: Arithmetic?, _ parameters: [ParameterDescription]
  ) -> Arithmetic? {
    let updates = parameters.suffix(2).map(\.shape)
    guard let loraRank, quantization == nil, updates.count == 2, updates.allSatisfy(\.isKnown),
      let table = parameters.first
    else { return nil }
    let rows = updates[0].dimensions.dropLast(), columns = updates[1].dimensions.suffix(1)
    let sum = "\(product(Array(rows))) + \(product(Array(columns)))"
    let base =
      own?.numbers
      ?? parameters.dropLast(2).map { "\($0.role.rawValue) \(grouped($0.count))" }
      .joined(separator: " + ")
    let words = own?.words.map { "\($0); " } ?? ""
    return Arithmetic(
      "\(base) + \(grouped(loraRank)) × (\(sum))",
      words: "\(words)LoRA: rank × (inputs + outputs) learn in place of the \(table.role.rawValue)")
  }
}

extension Adaptation.Quantization {
  fileprivate func apply(to weights: inout [LayerParameter], of layer: any Layer) {
    switch self {
    case .int8:
      // The scale of a kernel stands behind the bias, those of embeddings behind their tables.
      for index in weights.indices.reversed() where weights[index].isTable {
        let scale = weights[index].fixed("scale", layer.scaleAxes(weights[index]))
        weights[index].freeze(as: .int8)
        weights.insert(
          scale, at: weights[index].role == .kernel ? weights.endIndex : index + 1)
      }
    case .int4(let blockSize): applyInt4(blockSize, to: &weights)
    case .float8(let length):
      for name in ["inputs", "kernel", "outputs_grad"] {
        weights += [
          LayerParameter(.init(rawValue: "\(name)_scale"), [], .ones),
          LayerParameter(.init(rawValue: "\(name)_amax_history"), [length], .zeros),
        ]
      }
    case .other: break
    }
  }

  /// A kernel [inputs, units] has blocks of inputs; a table [rows, width] has blocks of its width.
  private func applyInt4(_ blockSize: Int?, to weights: inout [LayerParameter]) {
    guard weights[0].shape.rank == 2 else { return }
    let table = weights[0]
    let (rows, columns) = (table.shape.axes[0], table.shape.axes[1])
    weights[0].shape = Shape(axes: [rows, columns.map { $0 / 2 + $0 % 2 }])
    weights[0].freeze(as: .int8)
    let isEmbedding = table.role == .embeddings
    let (blocked, other) = isEmbedding ? (columns, rows) : (rows, columns)
    guard let blockSize, blockSize > 0 else {
      return weights.append(table.fixed("scale", [other]))
    }
    let blocks = blocked.map { ($0 - 1) / blockSize + 1 }
    let axes: [Int?] = isEmbedding ? [other, blocks] : [blocks, other]
    weights += [
      table.fixed("scale", axes), table.fixed("zero", axes, type: .int8),
      LayerParameter(.init(rawValue: "g_idx"), [blocked], .zeros, isTrainable: false),
    ]
  }
}

extension LayerParameter {
  /// Whether it is what quantisation shrinks.
  fileprivate var isTable: Bool {
    [.kernel, .embeddings].contains(role) || role.rawValue == "reverse_embeddings"
  }

  fileprivate mutating func freeze(as type: ElementType) {
    isTrainable = false
    self.type = type
  }

  /// A weight beside this one that does not learn: `kernel_scale`.
  fileprivate func fixed(
    _ name: String, _ axes: [Int?], type: ElementType? = nil
  ) -> LayerParameter {
    LayerParameter(
      .init(rawValue: "\(role.rawValue)_\(name)"), axes, .ones, isTrainable: false, type: type)
  }
}

extension Layer {
  /// The axes of the scales of a table: one number for each output.
  fileprivate func scaleAxes(_ table: LayerParameter) -> [Int?] {
    let axes = table.shape.axes
    switch table.role.rawValue {
    case "embeddings": return [axes[0]]
    case "reverse_embeddings": return [axes[axes.count - 1]]
    default:
      guard let einsum = self as? EinsumDense else { return [axes.last ?? nil] }
      return einsum.kernelAxesOfOutput.map { axis in axis.map { axes[$0] } ?? 1 }
    }
  }
}
