import Networks

/// What `model.json` of TensorFlow.js says of the weights: which there are, and in which files they lie
/// one behind the other.
public struct WeightsManifest: Sendable, Equatable {
  /// Weights that fill a row of files.
  public struct Group: Sendable, Equatable {
    /// The files' paths, from the folder of `model.json`.
    public var paths: [String]
    /// The weights in the order in which they lie there.
    public var weights: [Weight]

    /// Describes a group.
    public init(paths: [String], weights: [Weight]) {
      self.paths = paths
      self.weights = weights
    }
  }

  /// One weight.
  public struct Weight: Sendable, Equatable {
    /// The name, such as `dense_1/kernel`.
    public var name: String
    /// The size of each axis.
    public var dimensions: [Int]
    /// The type of the numbers in the file.
    public var type: ElementType
    /// How whole numbers stand for others; `nil` where they stand for themselves.
    public var scale: Scale?
    /// Whether it is a variable of the optimizer, which TensorFlow.js can keep among the weights.
    public var isOfOptimizer = false

    /// Whole numbers that stand for `factor · number + offset`.
    public struct Scale: Sendable, Equatable {
      /// What numbers are multiplied by.
      public var factor: Double
      /// What is added then.
      public var offset: Double
    }

    /// Describes a weight of 32-bit numbers.
    public init(name: String, dimensions: [Int]) {
      (self.name, self.dimensions, type, scale) = (name, dimensions, .float32, nil)
    }

    /// How many numbers it has; `nil` where they are more than can be counted.
    public var count: Int? {
      checkedProduct(dimensions).flatMap { (0...maximumElementCount).contains($0) ? $0 : nil }
    }
  }

  /// The groups in the file's order.
  public var groups: [Group]

  /// Describes all groups.
  public init(groups: [Group]) {
    self.groups = groups
  }

  /// All weights of the model.
  public var weights: [Weight] { groups.flatMap(\.weights).filter { !$0.isOfOptimizer } }

  /// How many numbers of the optimizer it lists; `nil` where it lists none, or more than can be counted.
  public var optimizerCount: Int? {
    let counts = groups.flatMap(\.weights).filter(\.isOfOptimizer).map(\.count)
    let sum = counts.reduce(0 as Int?) { sum, count in
      guard let sum, let count, sum <= maximumElementCount else { return nil }
      return sum + count
    }
    return counts.isEmpty ? nil : sum
  }

  /// Whether it lists variables of an optimizer that has begun to train: before that it has single numbers alone.
  public var isOptimizerTrained: Bool {
    groups.flatMap(\.weights).contains { $0.isOfOptimizer && !$0.dimensions.isEmpty }
  }

  /// How many numbers it lists: `the manifest lists 7,850 numbers, as counted`; `nil` where it lists none.
  public func sentence(for network: ResolvedNetwork) -> String? {
    let counts = weights.compactMap(\.count)
    guard !weights.isEmpty, counts.count == weights.count,
      counts.allSatisfy({ $0 <= maximumElementCount / counts.count })
    else { return nil }
    let listed = counts.reduce(0, +)
    if let open = network.sentence(ofNumbersHeld: listed, "the manifest lists") { return open }
    let start = "the manifest lists \(grouped(listed)) numbers, "
    guard listed == network.parameterCount else {
      return start + "but \(grouped(network.parameterCount)) are counted"
    }
    func tally(_ shapes: [[Int]]) -> [[Int]: Int] {
      shapes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    let agrees =
      tally(weights.map(\.dimensions)) == tally(network.parameters.map(\.shape.dimensions))
    return start + (agrees ? "as counted" : "as many as counted, but in other shapes")
  }
}

extension WeightsManifest {
  /// Reads a manifest.
  ///
  /// - Throws: a `ModelError` where it is none.
  init(_ value: JSONValue) throws(ModelError) {
    groups = []
    for group in value.elements ?? [] {
      let paths = (group["paths"]?.elements ?? []).map(\.text)
      guard let entries = group["weights"]?.elements, !paths.contains(nil) else {
        throw ModelError(
          "a group of the weights' manifest lacks 'paths' or 'weights'; save it again")
      }
      var weights: [Weight] = []
      for entry in entries { weights.append(try Weight(entry)) }
      groups.append(Group(paths: paths.compactMap(\.self), weights: weights))
    }
  }

  /// The manifest as TensorFlow.js writes it.
  var json: JSONValue {
    .array(
      groups.map { group in
        [
          "paths": .array(group.paths.map { .string($0) }),
          "weights": .array(
            group.weights.map { weight in
              [
                "name": .string(weight.name),
                "shape": .array(weight.dimensions.map { .integer($0) }),
                "dtype": .string(weight.type.rawValue),
              ]
            }),
        ]
      })
  }
}

extension WeightsManifest.Weight {
  fileprivate init(_ entry: JSONValue) throws(ModelError) {
    guard let name = entry["name"]?.text, let sizes = entry["shape"]?.elements,
      sizes.count <= Shape.maximumRank, sizes.allSatisfy({ ($0.wholeNumber ?? -1) >= 0 }),
      let written = entry["dtype"]?.text
    else {
      throw ModelError(
        "a weight of the manifest is \(entry) without 'name', 'shape' or 'dtype'; save it again")
    }
    self.init(name: name, dimensions: sizes.compactMap(\.wholeNumber))
    let quantization = entry["quantization"]
    let stored = quantization?["dtype"]?.text ?? written
    let known: [ElementType] = [.float32, .float16, .int32, .uint8, .uint16, .bool]
    guard let type = ElementType(rawValue: stored), known.contains(type) else {
      throw ModelError(
        "weight \(quoted(name)) of the manifest has the type \(quoted(stored)); Gradmark reads "
          + known.map(\.rawValue).joined(separator: ", "))
    }
    self.type = type
    isOfOptimizer = entry["group"]?.text == "optimizer"
    guard let quantization, type != .float16 else { return }
    guard let factor = quantization["scale"]?.realNumber,
      let offset = quantization["min"]?.realNumber
    else {
      throw ModelError("weight \(quoted(name)) of the manifest lacks its 'scale' or 'min'")
    }
    scale = Scale(factor: factor, offset: offset)
  }
}

extension ResolvedNetwork {
  /// The names that TensorFlow.js has for the weights, in the network's order: those of layers within a
  /// network stand alone, a loop's cell has none, and the one layer inside a wrapper neither.
  public var browserNames: [String] {
    layers.flatMap { layer in
      if let inner = layer.inner { return inner.browserNames }
      let own = layer.description.layer as? any KerasLayer
      return layer.parameters.map { parameter in
        own?.tensorFlowName(of: parameter.role.rawValue, in: layer.name) ?? parameter.path
      }
    }
  }

  /// The weights as a manifest lists them.
  ///
  /// - Throws: a `ModelError` where two have the same name there.
  public func browserWeights() throws(ModelError) -> [WeightsManifest.Weight] {
    let slashless = withoutSlashes
    let names = slashless.browserNames
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw ModelError(
        "two weights are \(quoted(twice)) in TensorFlow.js, which leaves out the names of networks "
          + "that are layers; give every layer its own name")
    }
    let doubled = slashless.doubledBiases
    return zip(names, slashless.parameters).map { name, parameter in
      let sizes = parameter.shape.dimensions
      return WeightsManifest.Weight(
        name: name, dimensions: doubled.contains(parameter.path) ? sizes.map { $0 / 2 } : sizes)
    }
  }
}
