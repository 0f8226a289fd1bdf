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
    guard !parameters.isEmpty else { return "nothing to learn = 0" }
    let sum = parameters.map { "\($0.role.rawValue) \(grouped($0.count))" }
    let arithmetic =
      description.layer.arithmetic(for: inputShapes[0]) ?? Arithmetic(sum.joined(separator: " + "))
    return "\(arithmetic.numbers) = \(total)" + (arithmetic.words.map { ", \($0)" } ?? "")
  }

  /// How the layer's weights follow from its units; `nil` where no one setting decides them.
  public var weightFormula: WeightFormula? {
    parameters.isEmpty ? nil : description.layer.weightFormula(for: inputShapes[0])
  }

  /// The same for an input of so many features; `nil` beyond what memory can hold.
  public func weightFormula(inputs: Int) -> WeightFormula? {
    let input = inputShape.replacingLastAxis(with: inputs)
    let changed = [input] + inputShapes[0].dropFirst()
    guard
      let parameters = try? description.outputShapes(for: changed).isEmpty
        ? nil : description.parameters(for: changed),
      parameters.allSatisfy({ $0.shape.elementCount != nil })
    else { return nil }
    return description.layer.weightFormula(for: changed)
  }
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
