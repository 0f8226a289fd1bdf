/// Why each layer has as many weights as it has.
public struct Explanation: Sendable, Equatable {
  /// One entry a layer, inputs left out.
  public let layers: [Entry]

  /// Explains these layers only.
  public init(layers: [Entry]) {
    self.layers = layers
  }

  /// The number of weights of these layers.
  public var parameterCount: Int { total.count }

  /// The weights of these layers.
  public var total: Tally { layers.reduce(Tally()) { $0 + $1.tally } }

  /// The counts of all layers with weights, added up: `120 + 11 = 131`. Of very many the first ones are shown.
  public var sum: String {
    let counts = layers.lazy.map(\.parameterCount).filter { $0 > 0 }
    let total = grouped(parameterCount), number = counts.count
    guard number > 1 else { return total }
    let isLong = number > Self.mostTermsShown
    let shown = counts.prefix(isLong ? 10 : number).map(grouped).joined(separator: " + ")
    return shown + (isLong ? " + … of \(grouped(number)) layers" : "") + " = " + total
  }

  /// A longer line is not read.
  private static let mostTermsShown = 100

  /// One layer's count.
  public struct Entry: Sendable, Equatable {
    /// The layer's name.
    public let layer: String
    /// Keras's name for what it is.
    public let className: String
    /// The shapes that its first call takes.
    public let inputShapes: [Shape]
    /// The shapes that its last call returns.
    public let outputShapes: [Shape]
    /// The number of weights with the bytes they take.
    public let tally: Tally
    /// How many of them no training changes.
    public let nonTrainableCount: Int
    /// What they are made of: `514 inputs × 514 units + 514 biases = 264,710`.
    public let arithmetic: String
    /// The size of each weight, where the arithmetic has only their sum: `query/kernel: 32 × 4 × 8 = 1,024`.
    public let weights: [String]
    /// The layers inside, where the layer is a network.
    public let inner: [Entry]
    /// Where the number of inputs comes from: `Flatten of 4 × 4 × 2 gives 32`; `nil` where nothing
    /// needs to be said.
    public let origin: String?
    /// From the count to the units: `264,710 / (514 + 1) = 514 units`; `nil` without weights.
    public let wayBack: String?
    /// Why not all of its weights can be counted; `nil` where they can.
    public let uncountedReason: String?
    /// Settings that change no count: `kernel_constraint NonNeg`.
    public let settings: [String]

    /// The number of weights.
    public var parameterCount: Int { tally.count }
  }
}

extension ResolvedNetwork {
  /// Tells the arithmetic of every layer.
  public func explanation() -> Explanation {
    let makers = Dictionary(layers.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    return Explanation(
      layers: layers.filter { !$0.description.isInput }.map { layer in
        layer.explanation(origin: origin(of: layer, makers))
      })
  }

  /// Where the features that a layer's weights meet come from, past layers that change no sizes.
  private func origin(of layer: ResolvedLayer, _ makers: [String: ResolvedLayer]) -> String? {
    guard !layer.parameters.isEmpty else { return nil }
    var source = layer.calls[0].first.flatMap { makers[$0.layer] }
    // A chain of layers without weights is soon at its end, where the model makes sense.
    for _ in 0..<100 {
      guard let maker = source, !maker.description.isInput, maker.inner == nil else { return nil }
      if let words = maker.foldingWords { return words }
      guard maker.parameters.isEmpty, maker.calls[0].count == 1,
        maker.inputShapes[0] == maker.outputShapes[0]
      else { return nil }
      source = maker.calls[0].first.flatMap { makers[$0.layer] }
    }
    return nil
  }
}

extension ResolvedLayer {
  fileprivate func explanation(origin: String?) -> Explanation.Entry {
    let shared = calls.count > 1 ? " (called \(calls.count) times, counted once)" : ""
    let frozen = parameters.filter { !$0.isTrainable }.reduce(0) { $0 + $1.count }
    return Explanation.Entry(
      layer: name, className: description.layer.className, inputShapes: inputShapes[0],
      outputShapes: outputShapes[outputShapes.count - 1], tally: Tally(parameters),
      nonTrainableCount: frozen, arithmetic: arithmetic + shared, weights: weightSizes,
      inner: inner?.explanation().layers ?? [], origin: origin,
      wayBack: weightFormula.map { $0.units(forParameterCount: parameterCount).description },
      uncountedReason: uncountedReason,
      settings: description.otherSettings.map { "\($0.name) \($0.words)" })
  }

  private var arithmetic: String {
    if let uncountedReason { return "unknown: \(uncountedReason)" }
    let total = grouped(parameterCount)
    guard !parameters.isEmpty else { return "nothing to learn = 0" }
    let arithmetic = ownArithmetic ?? Arithmetic(parts.joined(separator: " + "))
    return "\(arithmetic.numbers) = \(total)" + (arithmetic.words.map { ", \($0)" } ?? "")
  }

  /// What the layer's class says of its own count; `nil` where it is a sum.
  private var ownArithmetic: Arithmetic? {
    let own = description.layer.arithmetic(for: inputShapes[0])
    guard let adaptation = description.adaptation else { return own }
    return adaptation.arithmetic(of: own, parameters)
  }

  /// What the sum is over: the layers of a network, else the weights.
  private var parts: [String] {
    if let inner {
      return inner.layers.filter { $0.parameterCount > 0 }
        .map { "\($0.name) \(grouped($0.parameterCount))" }
    }
    return parameters.map { "\($0.role.rawValue) \(grouped($0.count))" }
  }

  /// The sizes behind a sum over weights.
  private var weightSizes: [String] {
    let isNamed = ownArithmetic != nil && !(description.layer is MultiHeadAttention)
    guard inner == nil, uncountedReason == nil, !isNamed else { return [] }
    return parameters.filter { $0.shape.rank > 1 }.map {
      "\($0.role.rawValue): \(product($0.shape.dimensions)) = \(grouped($0.count))"
    }
  }

  /// How several axes became one: `Flatten of 4 × 4 × 2 gives 32`.
  fileprivate var foldingWords: String? {
    guard let output = outputShapes[0].first, output.isKnown, inputShapes[0].allSatisfy(\.isKnown),
      let size = output.dimensions.last
    else { return nil }
    switch description.layer {
    case is Flatten where inputShape.rank > 1:
      return "Flatten of \(product(inputShape.dimensions)) gives \(grouped(size))"
    case is Reshape:
      return "Reshape of \(product(inputShape.dimensions)) gives \(product(output.dimensions))"
    case is Concatenate:
      let parts = inputShapes[0].compactMap { $0.dimensions.last }.map(grouped)
      return "Concatenate of \(parts.joined(separator: " + ")) gives \(grouped(size))"
    default: return nil
    }
  }

  /// How the layer's weights follow from its units; `nil` where no one setting decides them.
  public var weightFormula: WeightFormula? {
    parameters.isEmpty || uncountedReason != nil || description.adaptation != nil
      ? nil : description.layer.weightFormula(for: inputShapes[0])
  }

  /// The same for an input of so many features; `nil` beyond what memory can hold.
  public func weightFormula(inputs: Int) -> WeightFormula? {
    let input = inputShape.replacingLastAxis(with: inputs)
    let changed = [input] + inputShapes[0].dropFirst()
    guard (try? description.outputShapes(for: changed)) != nil,
      description.parameters(for: changed).allSatisfy({ $0.shape.elementCount != nil })
    else { return nil }
    return description.layer.weightFormula(for: changed)
  }
}

extension Explanation {
  /// The layer of that name, here or within networks, or at that path through them: `ffn/dense`.
  public func entry(named name: String) -> Entry? {
    layer(named: name, among: layers, name: \.layer, inner: \.inner)
  }
}

extension ResolvedNetwork {
  /// The layer of that name, here or within networks, or at that path through them: `ffn/dense`.
  public func layer(named name: String) -> ResolvedLayer? {
    Networks.layer(named: name, among: layers, name: \.name) { $0.inner?.layers ?? [] }
  }
}

/// The first layer of that name from the outermost network inwards; one at that path goes before others of its
/// last name.
private func layer<Node>(
  named name: String, among layers: [Node], name nameOf: (Node) -> String,
  inner: (Node) -> [Node]
) -> Node? {
  if let own = layers.first(where: { nameOf($0) == name }) { return own }
  for layer in layers where name.hasPrefix(nameOf(layer) + "/") {
    let rest = String(name.dropFirst(nameOf(layer).count + 1))
    if let found = Networks.layer(named: rest, among: inner(layer), name: nameOf, inner: inner) {
      return found
    }
  }
  let innermost = layers.flatMap(inner)
  return innermost.isEmpty
    ? nil : Networks.layer(named: name, among: innermost, name: nameOf, inner: inner)
}
