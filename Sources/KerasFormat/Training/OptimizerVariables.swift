import Networks

// The variables of every optimizer of Keras 3, counted whether Gradmark trains with it or not.

extension ModelReader {
  /// The variables of the optimizer that the model was compiled with, as Keras 3 counts them once training has
  /// begun; `nil` where it was compiled with none.
  ///
  /// - Parameter network: the model's network with all shapes.
  /// - Throws: a `ModelError` that names an optimizer whose variables do not follow from its settings.
  public func optimizerVariables(of network: ResolvedNetwork) throws(ModelError) -> Tally? {
    guard let optimizer = compilation?["optimizer"], optimizer != .null else { return nil }
    let variables = OptimizerVariables(network)
    return isOfMixedTypes
      ? try variables.scalingLoss(optimizer) : try variables.tally(of: optimizer)
  }

  /// Whether Keras scales the loss, and puts an optimizer for that around the model's own: a `Sequential` tells
  /// its types, and of a graph they are those that some layer has.
  private var isOfMixedTypes: Bool {
    let mixed = "mixed_float16"
    if let policy { return policy == mixed }
    return network.layers.contains { $0.description.precision.name == mixed }
  }
}

extension CompiledOptimizer {
  /// The variables that Keras 3 gives it for a network once training has begun.
  public func variables(of network: ResolvedNetwork) -> Tally? {
    try? OptimizerVariables(network).tally(of: json)
  }
}

/// Counts what an optimizer keeps for a network.
struct OptimizerVariables {
  /// The weights that learn.
  private let weights: [ParameterDescription]
  /// How their names begin in Keras: a chain's name goes before them.
  private let prefix: String

  init(_ network: ResolvedNetwork) {
    weights = network.isBuilt ? network.parameters.filter(\.isTrainable) : []
    prefix = network.network.form == .sequential ? "\(network.network.name)/" : ""
  }

  /// The variables of an optimizer: a bare name, or an object.
  ///
  /// - Parameter isWrapped: whether one that scales the loss is around it. Keras hides then what it keeps for no
  ///   weight.
  /// - Throws: a `ModelError` that names an optimizer whose variables do not follow from its settings.
  func tally(of optimizer: JSONValue, isWrapped: Bool = false) throws(ModelError) -> Tally {
    let (name, config) = Self.read(optimizer)
    switch name {
    case Self.scaling:
      return try scaled(config["inner_optimizer"] ?? nil)
    case "multioptimizer":
      // Itself it has a step and a rate. Without a map all weights go to one optimizer.
      guard let map = config["optimizer_map"]?["config"], let only = map["default_optimizer"],
        map["optimizer_map"]?.members?.isEmpty ?? true
      else { throw uncounted(optimizer, "gives weights to optimizers by patterns") }
      return try Tally(count: 2) + tally(of: only, isWrapped: isWrapped)
    default: return try tally(of: optimizer, name, config, isWrapped: isWrapped)
    }
  }

  /// The same where Keras puts one around it that scales the loss, as far as it is none itself.
  func scalingLoss(_ optimizer: JSONValue) throws(ModelError) -> Tally {
    Self.read(optimizer).name == Self.scaling
      ? try tally(of: optimizer) : try scaled(optimizer)
  }

  /// One that scales the loss has a step, a rate, a scale and the steps since that grew.
  private func scaled(_ inner: JSONValue) throws(ModelError) -> Tally {
    try Tally(count: 4) + tally(of: inner, isWrapped: true)
  }

  private static let scaling = "lossscaleoptimizer"

  /// Keras's class in small letters, as it is looked up, and the settings.
  private static func read(_ optimizer: JSONValue) -> (name: String, config: JSONValue) {
    let className = optimizer.text ?? optimizer["class_name"]?.text ?? ""
    return (className.ofKeras.lowercased(), optimizer["config"] ?? [:])
  }

  private func tally(
    of optimizer: JSONValue, _ name: String, _ config: JSONValue, isWrapped: Bool
  ) throws(ModelError) -> Tally {
    let isOfKeras =
      optimizer["module"]?.text.map { $0.hasPrefix("keras") || $0.hasPrefix("tf_keras") } ?? true
    guard isOfKeras, let slots = Self.slotCount(name, config) else {
      throw uncounted(optimizer, "is none of Keras's")
    }
    // A step of four bytes, and a rate where no schedule makes it.
    var sum = Tally(count: config["learning_rate"]?["class_name"] == nil ? 2 : 1)
    let averages = config["use_ema"] == .bool(true) ? 1 : 0
    let accumulates = (config["gradient_accumulation_steps"]?.wholeNumber ?? 0) > 0
    for weight in weights {
      if !weight.isOverwritten { sum.add(weight, times: slots + averages) }
      if accumulates { sum.add(weight, times: 1) }
    }
    switch name {
    case "nadam" where !isWrapped:
      // A product of all momenta so far.
      let type = weights.first?.type ?? .float32
      return sum + Tally(count: 1, bytes: type.byteCount)
    case "adafactor": return sum + factors(isWrapped: isWrapped)
    case "muon": return sum + (try velocities(optimizer, config))
    default: return sum
    }
  }

  /// How many variables of a weight's size an optimizer keeps for each; `nil` for a class that Keras lacks.
  private static func slotCount(_ name: String, _ config: JSONValue) -> Int? {
    let momentum = config["momentum"]?.realNumber ?? 0
    func isOn(_ setting: String) -> Int { config[setting] == .bool(true) ? 1 : 0 }
    switch name {
    case "sgd": return momentum != 0 ? 1 : 0
    case "rmsprop": return 1 + (momentum > 0 ? 1 : 0) + isOn("centered")
    case "adam", "adamw": return 2 + isOn("amsgrad")
    case "adadelta", "adamax", "ftrl", "lamb", "nadam", "schedulefreeadamw": return 2
    case "adafactor", "adagrad", "lion", "muon": return 1
    default: return nil
    }
  }

  /// What Adafactor has for a table in place of squares: one number for each row and each column. Others have
  /// two whole numbers that stand for nothing.
  private func factors(isWrapped: Bool) -> Tally {
    var sum = Tally()
    for weight in weights {
      let axes = weight.shape.dimensions
      if axes.count < 2 {
        if !isWrapped { sum = sum + Tally(count: 2) }
      } else if !weight.isOverwritten, weight.shape.isKnown {
        let outer = axes.dropLast(2).reduce(1, *)
        let count = outer * (axes[axes.count - 2] + axes[axes.count - 1])
        sum = sum + Tally(count: count, bytes: count * weight.type.byteCount)
      }
    }
    return sum
  }

  /// The squares that Muon keeps of what it leaves to Adam: all but tables, and tables by their names.
  private func velocities(
    _ optimizer: JSONValue, _ config: JSONValue
  ) throws(ModelError) -> Tally {
    let excluded = (config["exclude_layers"]?.elements ?? []).compactMap(\.text)
    for pattern in excluded where pattern.contains(where: { "\\.^$*+?{}[]|()".contains($0) }) {
      throw uncounted(optimizer, "chooses weights by the pattern \(quoted(pattern))")
    }
    let leavesEmbeddings = config["exclude_embeddings"] != .bool(false)
    var sum = Tally()
    for weight in weights where !weight.isOverwritten {
      let path = prefix + weight.path
      if weight.shape.rank != 2 || leavesEmbeddings && path.lowercased().contains("embedding")
        || excluded.contains(where: { path.contains($0) })
      {
        sum.add(weight, times: 1)
      }
    }
    return sum
  }

  private func uncounted(_ optimizer: JSONValue, _ reason: String) -> ModelError {
    let name = optimizer.text ?? optimizer["class_name"]?.text ?? optimizer.description
    return ModelError(
      "the optimizer \(quoted(name)) \(reason), so its variables cannot be counted; "
        + "save the model once it has been trained, or leave out --after-fit")
  }
}

extension Tally {
  fileprivate mutating func add(_ weight: ParameterDescription, times count: Int) {
    let numbers = count * weight.count
    self = self + Tally(count: numbers, bytes: numbers * weight.type.byteCount)
  }
}

extension ParameterDescription {
  /// Whether a step puts its gradient in its place, so that no optimizer keeps anything for it: what numbers of
  /// eight bits are scaled by.
  fileprivate var isOverwritten: Bool {
    let name = role.rawValue.split(separator: "/").last ?? ""
    return name.hasSuffix("_amax_history")
      || ["inputs_scale", "kernel_scale", "outputs_grad_scale"].contains(name)
  }
}
