import Networks

extension ModelReader {
  /// Optimizer, loss and metrics of a compiled model; `nil` where it was not compiled.
  ///
  /// - Throws: a `ModelError` that names what Gradmark does not train with.
  public func training() throws(ModelError) -> TrainingDescription? {
    guard let optimizer = try optimizer(), let loss = try loss() else { return nil }
    return TrainingDescription(optimizer: optimizer, loss: loss, metrics: try metrics())
  }

  /// The optimizer that the model was compiled with.
  public func optimizer() throws(ModelError) -> Optimizer? {
    guard let value = compilation?["optimizer"], value != .null else { return nil }
    let className = value.text ?? value["class_name"]?.text ?? value.description
    let settings = Settings(of: "optimizer", config: value["config"] ?? .object([]))
    switch className.lowercased() {
    case "sgd":
      try settings.checkOptimizer()
      return .sgd(
        learningRate: try settings.rate(standard: 0.01),
        momentum: try settings.number("momentum", from: 0, to: 1, standard: 0),
        isNesterov: try settings.truth("nesterov", standard: false))
    case "adam":
      try settings.checkOptimizer()
      try settings.require("amsgrad", in: false)
      return .adam(
        learningRate: try settings.rate(standard: 0.001),
        beta1: try settings.number("beta_1", from: 0, to: Self.largestDecay, standard: 0.9),
        beta2: try settings.number("beta_2", from: 0, to: Self.largestDecay, standard: 0.999),
        epsilon: try settings.number("epsilon", from: 0, standard: 1e-7))
    default:
      throw ModelError(
        "the model is compiled with optimizer \(quoted(className)); Gradmark trains with SGD and Adam"
      )
    }
  }

  /// The loss that the model was compiled with.
  public func loss() throws(ModelError) -> Loss? {
    guard var value = compilation?["loss"], value != .null else { return nil }
    if let only = value.elements, only.count == 1 { value = only[0] }
    try Settings(of: "compilation", config: compilation ?? .null).require("loss_weights")
    let className = value.text ?? value["class_name"]?.text ?? value["config"]?.text
    guard let className, let loss = Loss(kerasName: className) else {
      throw ModelError(
        "the model is compiled with loss \(className.map(quoted) ?? value.description); Gradmark "
          + "minimises "
          + Loss.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
    }
    let settings = Settings(of: "loss", config: value["config"] ?? .object([]))
    try settings.require("from_logits", in: false)
    try settings.require("label_smoothing", in: 0, .number(0))
    try settings.require("axis", in: -1)
    try settings.require("reduction", in: "sum_over_batch_size", "auto")
    return loss
  }

  /// The metrics that the model was compiled with.
  public func metrics() throws(ModelError) -> [Metric] {
    let settings = Settings(of: "compilation", config: compilation ?? .null)
    if let (name, value) = settings.found(["weighted_metrics"]), value != .array([]) {
      throw settings.unsupported(name, value, "null")
    }
    guard let (name, value) = settings.found(["metrics"]) else { return [] }
    var entries = value.elements ?? [value]
    if entries.count == 1, let nested = entries[0].elements { entries = nested }
    var metrics: [Metric] = []
    for entry in entries {
      guard let word = entry.text, ["accuracy", "acc"].contains(word) else {
        throw settings.unsupported(name, entry, "'accuracy'")
      }
      metrics.append(.accuracy)
    }
    return metrics
  }

  /// The largest float32 below 1: at 1 itself Adam's correction divides by 0.
  private static let largestDecay = Double(Float(1).nextDown)
}

extension Loss {
  /// The loss of that name: in any of Keras's spellings, or short as in `mse`.
  public init?(kerasName: String) {
    switch squeezed(kerasName) {
    case "meansquarederror", "mse": self = .meanSquaredError
    case "binarycrossentropy", "bce": self = .binaryCrossentropy
    case "categoricalcrossentropy", "cce": self = .categoricalCrossentropy
    default: return nil
    }
  }
}

extension Settings {
  /// Refuses the settings that change what every optimizer does.
  fileprivate func checkOptimizer() throws(ModelError) {
    for name in [
      "clipnorm", "global_clipnorm", "clipvalue", "loss_scale_factor",
      "gradient_accumulation_steps",
    ] {
      try require(name)
    }
    for name in ["weight_decay", "decay"] { try require(name, in: 0, .number(0)) }
    try require("use_ema", in: false)
  }

  /// The learning rate by its newer or its older name.
  fileprivate func rate(standard: Double) throws(ModelError) -> Double {
    try number(
      found(["learning_rate"]) == nil ? "lr" : "learning_rate", from: 0, standard: standard)
  }

  /// A number no less than `least` and, if there is one, no greater than `most`.
  fileprivate func number(
    _ name: String, from least: Double, to most: Double = .infinity, standard: Double
  ) throws(ModelError) -> Double {
    let number = try number(name, standard: standard)
    guard number >= least, number <= most else {
      let range = most.isFinite ? "between \(least) and \(most)" : "at least \(least)"
      throw mismatch(name, .number(number), range)
    }
    return number
  }
}
