/// Why each layer has as many weights as it has.
public struct Explanation: Sendable, Equatable {
  /// One entry a layer, inputs left out.
  public let layers: [Entry]

  /// Explains these layers only.
  public init(layers: [Entry]) {
    self.layers = layers
  }

  /// The number of weights of these layers.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// The counts of all layers with weights, added up: `120 + 11 = 131`.
  public var sum: String {
    let counts = layers.map(\.parameterCount).filter { $0 > 0 }.map(grouped)
    let total = grouped(parameterCount)
    return counts.count < 2 ? total : counts.joined(separator: " + ") + " = " + total
  }

  /// One layer's count.
  public struct Entry: Sendable, Equatable {
    /// The layer's name.
    public let layer: String
    /// The number of weights.
    public let parameterCount: Int
    /// What they are made of: `514 inputs × 514 units + 514 biases = 264,710`.
    public let arithmetic: String
    /// From the count to the units: `264,710 / (514 + 1) = 514 units`; `nil` without weights.
    public let wayBack: String?
  }
}

extension ResolvedNetwork {
  /// Tells the arithmetic of every layer.
  public func explanation() -> Explanation {
    Explanation(layers: layers.compactMap(\.explanation))
  }
}

extension ResolvedLayer {
  /// The layer's arithmetic both ways; `nil` for an input, which is where counting starts.
  fileprivate var explanation: Explanation.Entry? {
    if description.isInput { return nil }
    let shared = calls.count > 1 ? " (called \(calls.count) times, counted once)" : ""
    return Explanation.Entry(
      layer: name, parameterCount: parameterCount, arithmetic: arithmetic + shared,
      wayBack: weightFormula.map { $0.units(forParameterCount: parameterCount).description })
  }

  private var arithmetic: String {
    let total = grouped(parameterCount)
    switch description.kind {
    case .input, .activation, .flatten:
      return "nothing to learn = 0"
    case .dense(let dense):
      let weights = "\(counted(features, "input")) × \(counted(dense.units, "unit"))"
      let biases = dense.usesBias ? " + " + counted(dense.units, "bias", "biases") : ""
      return "\(weights)\(biases) = \(total)"
    case .conv2D(let conv):
      let size = conv.kernelSize
      let weights = "\(grouped(features)) × \(grouped(size.height)) × \(grouped(size.width))"
      return conv.usesBias
        ? "\(grouped(conv.filters)) × (\(weights) + 1) = \(total), "
          + "filters × (channels × height × width + bias)"
        : "\(grouped(conv.filters)) × \(weights) = \(total), "
          + "filters × channels × height × width, no bias"
    case .simpleRNN(let rnn):
      let units = grouped(rnn.units)
      let (biases, bias) = rnn.usesBias ? (" + \(units)", " + biases") : ("", ", no bias")
      return "(\(grouped(features)) + \(units)) × \(units)\(biases) = \(total), "
        + "(features + units) × units\(bias)"
    }
  }

  /// How the layer's weights follow from its units; `nil` for a layer without weights.
  public var weightFormula: WeightFormula? {
    switch description.kind {
    case .input, .activation, .flatten: nil
    case .dense(let dense): .dense(inputs: features, usesBias: dense.usesBias)
    case .conv2D(let conv):
      .conv2D(channels: features, kernelSize: conv.kernelSize, usesBias: conv.usesBias)
    case .simpleRNN(let rnn): .simpleRNN(features: features, usesBias: rnn.usesBias)
    }
  }

  /// The extent of the input's last axis.
  private var features: Int { inputShape.dimensions.last ?? 1 }
}

extension Explanation {
  /// One line a layer with the way back below it, and the total; ends in a line break.
  public var text: String {
    let lines = layers.flatMap { entry in
      ["\(entry.layer): \(entry.arithmetic)"] + (entry.wayBack.map { ["  back: \($0)"] } ?? [])
    }
    let bytes = Summary.bytes(ofCount: parameterCount)
    return (lines + ["total: \(sum), at 4 bytes each \(memoryText(bytes: bytes))"])
      .map { $0 + "\n" }.joined()
  }
}

/// A count with its noun: `1 unit`, `514 units`.
private func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
  "\(grouped(count)) \(count == 1 ? one : many ?? one + "s")"
}
