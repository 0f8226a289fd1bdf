/// What Keras 3 does to the weights of a layer that was made already: low-rank updates beside a frozen
/// table (LoRA), and quantisation.
public struct Adaptation: Sendable, Hashable {
  /// The rank of the updates; `nil` for none.
  public var loraRank: Int?
  /// What the updates' product is multiplied by, times the rank; the rank itself where it is `nil`.
  public var loraAlpha: Double?
  /// How the weights are quantised; `nil` for not at all.
  public var quantization: Quantization?

  /// Describes what was done.
  public init(
    loraRank: Int? = nil, loraAlpha: Double? = nil, quantization: Quantization? = nil
  ) {
    self.loraRank = loraRank
    self.loraAlpha = loraAlpha
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

  /// What the updates' product is multiplied by as it is added to the table.
  public var loraScale: Double {
    guard let loraRank, let loraAlpha else { return 1 }
    return loraAlpha / Double(loraRank)
  }

  /// Why the weights of such a layer cannot be counted; `nil` where they can.
  var uncountedReason: String? {
    switch quantization {
    case .other(let name): "weights quantised as \(quoted(name)) cannot be counted"
    default: nil
    }
  }

  /// The weights of a layer to which this was done.
  func applied(to parameters: [LayerParameter], of layer: any Layer) -> [LayerParameter] {
    guard let first = parameters.first else { return parameters }
    var weights = parameters
    // A table that updates stand beside learns no more, and keeps its place.
    if loraRank != nil { weights[0].isTrainable = false }
    if let quantization { quantization.apply(to: &weights, of: layer) }
    if let loraRank {
      let (axes, name) = (first.shape.axes, first.role.rawValue)
      weights += [
        LayerParameter(
          .init(rawValue: "lora_\(name)_a"), axes.dropLast() + [loraRank], .glorotUniform),
        LayerParameter(.init(rawValue: "lora_\(name)_b"), [loraRank, axes.last ?? nil], .zeros),
      ]
    }
    // Keras lists what is made to learn first, and makes a table of whole numbers to be fixed.
    guard quantization?.isOfWholeNumbers == true else { return weights }
    return weights.filter(\.isTrainable) + weights.filter { !$0.isTrainable }
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
      // All but one layer have one table; the way back from embeddings stands behind these and their scales.
      for index in weights.indices.reversed() where weights[index].isTable {
        let scale = weights[index].fixed("scale", layer.scaleAxes(weights[index]))
        weights[index].freeze(as: .int8)
        weights.insert(scale, at: index + 1)
      }
    case .int4(let blockSize):
      for index in weights.indices.reversed() where weights[index].isTable {
        let beside = weights[index].packed(blockSize: blockSize, of: layer)
        weights.insert(contentsOf: beside, at: index + 1)
      }
    case .float8(let length):
      // Keras makes these first as it loads such a layer.
      weights.insert(
        contentsOf: ["inputs", "kernel", "outputs_grad"].flatMap { name in
          [
            LayerParameter(.init(rawValue: "\(name)_scale"), [], .ones),
            LayerParameter(.init(rawValue: "\(name)_amax_history"), [length], .zeros),
          ]
        }, at: 0)
    case .other: break
    }
  }

  /// Whether tables hold whole numbers.
  fileprivate var isOfWholeNumbers: Bool {
    switch self {
    case .int8, .int4: true
    case .float8, .other: false
    }
  }
}

extension LayerParameter {
  /// Whether it is what quantisation shrinks.
  fileprivate var isTable: Bool {
    [.kernel, .embeddings, .reverseEmbeddings].contains(role)
  }

  /// Puts two numbers to a byte.
  ///
  /// A kernel [inputs, units] and a way back [width, rows] have blocks of their first axis, a table [rows, width] of its
  /// width. The way back has its halves along the first axis, all else along the last.
  ///
  /// - Returns: the weights beside it: scales and, where there are blocks, zeros and the block of each number.
  fileprivate mutating func packed(blockSize: Int?, of layer: any Layer) -> [LayerParameter] {
    let (rows, columns) = layer.flatSizes(of: self)
    let isBack = role == .reverseEmbeddings
    shape = Shape(axes: isBack ? [rows.halved, columns] : [rows, columns.halved])
    freeze(as: .int8)
    let (blocked, other) = role == .embeddings ? (columns, rows) : (rows, columns)
    guard let blockSize, blockSize > 0 else { return [fixed("scale", [other])] }
    let blocks = blocked.map { ($0 - 1) / blockSize + 1 }
    let axes = role == .embeddings ? [other, blocks] : [blocks, other]
    let index = LayerParameter(.init(rawValue: "g_idx"), [blocked], .zeros, isTrainable: false)
    return [fixed("scale", axes), fixed("zero", axes, type: isBack ? nil : .int8)]
      + (isBack ? [] : [index])
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

extension Int? {
  /// The bytes that so many numbers of four bits take.
  fileprivate var halved: Int? { map { $0 / 2 + $0 % 2 } }
}

extension Layer {
  /// The sizes of a table as a matrix: a kernel of more axes has as rows those that are summed over.
  fileprivate func flatSizes(of table: LayerParameter) -> (rows: Int?, columns: Int?) {
    let axes = table.shape.axes
    let summed = (self as? EinsumDense)?.summedKernelAxes ?? [0]
    func product(_ isIncluded: (Int) -> Bool) -> Int? {
      let sizes = axes.indices.filter(isIncluded).map { axes[$0] }
      let known = sizes.compactMap(\.self)
      return known.count == sizes.count ? checkedProduct(known) ?? .max : nil
    }
    return (product(summed.contains), product { !summed.contains($0) })
  }

  /// The axes of the scales of a table: one number for each output.
  fileprivate func scaleAxes(_ table: LayerParameter) -> [Int?] {
    let axes = table.shape.axes
    switch table.role {
    case .embeddings: return [axes[0]]
    case .reverseEmbeddings: return [axes[axes.count - 1]]
    default:
      guard let einsum = self as? EinsumDense else { return [axes.last ?? nil] }
      return einsum.kernelAxesOfOutput.map { axis in axis.map { axes[$0] } ?? 1 }
    }
  }
}
