import Networks

// Optimizers, read and written side by side.

/// An optimizer with what Keras keeps among its settings.
public struct CompiledOptimizer: Sendable, Equatable {
  /// Turns gradients into updates.
  public var optimizer: Optimizer
  /// How the learning rate changes; `nil` where it stays the optimizer's.
  public var schedule: LearningRateSchedule?
  /// What is done to gradients first.
  public var clipping: GradientClipping?

  /// Takes the optimizer out of a description.
  public init(_ training: TrainingDescription) {
    (optimizer, schedule, clipping) = (training.optimizer, training.schedule, training.clipping)
  }

  /// Reads an optimizer: a bare name, or an object.
  ///
  /// - Throws: a `ModelError` that names what Gradmark does not train with.
  init(_ value: JSONValue) throws(ModelError) {
    let className = (value.text ?? value["class_name"]?.text)?.ofKeras ?? value.description
    guard let rule = Optimizer.Rule(className: className) else {
      throw ModelError(
        "the model is compiled with optimizer \(quoted(className)); Gradmark trains with "
          + Optimizer.Rule.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let settings = Settings(of: "optimizer", config: value["config"] ?? .object([]))
    optimizer = Optimizer(rule)
    (optimizer.learningRate, schedule) = try settings.learningRate(standard: rule.learningRate)
    for setting in rule.settings { optimizer[setting.name] = try settings.value(of: setting) }
    for variant in rule.refusedVariants { try settings.require(variant, in: false) }
    try readDecay(settings)
    try settings.checkOptimizer()
    clipping = try settings.clipping()
  }

  /// Keras lets every optimizer take a share off the weights; one that Gradmark has with such a decay and without
  /// is read by whether there is any.
  private mutating func readDecay(_ settings: Settings) throws(ModelError) {
    let decay = OptimizerSetting.weightDecay
    if let decaying = optimizer.rule.withDecay {
      let share = try settings.value(of: decay, standard: 0)
      guard share > 0 else { return }
      optimizer = optimizer.changed(to: decaying)
      optimizer[decay.name] = share
    } else if let rule = optimizer.rule.withoutDecay {
      if optimizer[decay.name] == 0 { optimizer = optimizer.changed(to: rule) }
    } else {
      try settings.require(decay.name, in: 0, .number(0))
    }
  }
}

extension Optimizer.Rule {
  /// Keras's class of that name, in any case.
  fileprivate init?(className: String) {
    let name = className.lowercased()
    guard let rule = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else {
      return nil
    }
    self = rule
  }
}

extension CompiledOptimizer {
  /// The optimizer as Keras 3 writes it.
  var json: JSONValue {
    let rule = optimizer.rule
    var norm: Double?, value: Double?, globalNorm: Double?
    switch clipping {
    case .norm(let limit): norm = limit
    case .value(let limit): value = limit
    case .globalNorm(let limit): globalNorm = limit
    case nil: break
    }
    let decay = OptimizerSetting.weightDecay.name
    let common: [JSONValue.Member] = [
      .init("name", .string(rule.kerasName)),
      .init("learning_rate", schedule?.json ?? .number(optimizer.learningRate)),
      .init(decay, .number(orNull: optimizer[decay])), .init("clipnorm", .number(orNull: norm)),
      .init("global_clipnorm", .number(orNull: globalNorm)),
      .init("clipvalue", .number(orNull: value)), .init("use_ema", false),
      .init("ema_momentum", .number(0.99)), .init("ema_overwrite_frequency", nil),
      .init("loss_scale_factor", nil), .init("gradient_accumulation_steps", nil),
    ]
    let own = rule.settings.filter { $0.name != decay }.map { setting in
      let value = optimizer[setting.name] ?? setting.standard
      return JSONValue.Member(
        setting.name, setting.range == .truth ? .bool(value == 1) : .number(value))
    }
    let variants = rule.refusedVariants.map { JSONValue.Member($0, false) }
    return ModelWriter.object(
      "keras.optimizers", rule.rawValue, .object(common + own + variants))
  }
}

extension Settings {
  /// A setting as the file has it, or Keras's.
  fileprivate func value(
    of setting: OptimizerSetting, standard: Double? = nil
  ) throws(ModelError) -> Double {
    let standard = standard ?? setting.standard
    return switch setting.range {
    case .share: try number(setting.name, from: 0, to: 1, standard: standard)
    // The largest float32 below 1.
    case .decay:
      try number(setting.name, from: 0, to: Double(Float(1).nextDown), standard: standard)
    case .notNegative: try number(setting.name, from: 0, standard: standard)
    case .truth: try truth(setting.name, standard: standard == 1) ? 1 : 0
    }
  }

  /// Refuses the settings that change what every optimizer does.
  fileprivate func checkOptimizer() throws(ModelError) {
    for name in ["loss_scale_factor", "gradient_accumulation_steps"] { try require(name) }
    try require("use_ema", in: false)
  }

  /// The learning rate by its newer or its older name, and how it changes.
  fileprivate func learningRate(
    standard: Double
  ) throws(ModelError) -> (Double, LearningRateSchedule?) {
    let name = found(["learning_rate"]) == nil ? "lr" : "learning_rate"
    if let value = config[name], let className = value["class_name"]?.text {
      let inner = Settings(of: "learning rate", config: value["config"] ?? [:])
      guard let schedule = try LearningRateSchedule(className: className, inner) else {
        throw unsupported(name, .string(className), "the schedules of Keras")
      }
      return (schedule.learningRate(atStep: 0), schedule)
    }
    let rate = try number(name, from: 0, standard: standard)
    // Keras 1 and 2 divided the rate by 1 + decay × step.
    let decay = try number("decay", from: 0, standard: 0)
    return (
      rate,
      decay == 0
        ? nil : .inverseTimeDecay(initial: rate, steps: 1, rate: decay, isStaircase: false)
    )
  }

  /// What is done to gradients; Keras takes one of the three.
  fileprivate func clipping() throws(ModelError) -> GradientClipping? {
    var clippings: [GradientClipping] = []
    if found(["clipnorm"]) != nil {
      clippings.append(.norm(try number("clipnorm", from: 0, standard: 0)))
    }
    if found(["clipvalue"]) != nil {
      clippings.append(.value(try number("clipvalue", from: 0, standard: 0)))
    }
    if found(["global_clipnorm"]) != nil {
      clippings.append(.globalNorm(try number("global_clipnorm", from: 0, standard: 0)))
    }
    guard clippings.count <= 1 else {
      throw ModelError(
        "the optimizer has more than one of 'clipnorm', 'clipvalue' and 'global_clipnorm'; keep one"
      )
    }
    return clippings.first
  }

  /// A number no less than `least` and, if there is one, no greater than `most`.
  func number(
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
