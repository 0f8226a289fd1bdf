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
    let className = value.text ?? value["class_name"]?.text ?? value.description
    let settings = Settings(of: "optimizer", config: value["config"] ?? .object([]))
    let (rate, schedule) = try settings.learningRate(
      standard: className.lowercased() == "sgd" ? 0.01 : 0.001)
    self.schedule = schedule
    switch className.lowercased() {
    case "sgd":
      optimizer = .sgd(
        learningRate: rate, momentum: try settings.number("momentum", from: 0, to: 1, standard: 0),
        isNesterov: try settings.truth("nesterov", standard: false))
      try settings.require("weight_decay", in: 0, .number(0))
    case "adam", "adamw":
      try settings.require("amsgrad", in: false)
      let decay = try settings.number(
        "weight_decay", from: 0, standard: className.lowercased() == "adam" ? 0 : 0.004)
      optimizer = try Self.adam(rate, decay, settings)
    case "rmsprop":
      optimizer = .rmsprop(
        learningRate: rate,
        rho: try settings.number("rho", from: 0, to: Self.largestDecay, standard: 0.9),
        momentum: try settings.number("momentum", from: 0, to: 1, standard: 0),
        epsilon: try settings.number("epsilon", from: 0, standard: 1e-7),
        isCentered: try settings.truth("centered", standard: false))
      try settings.require("weight_decay", in: 0, .number(0))
    default:
      throw ModelError(
        "the model is compiled with optimizer \(quoted(className)); "
          + "Gradmark trains with SGD, Adam, AdamW and RMSprop")
    }
    try settings.checkOptimizer()
    clipping = try settings.clipping()
  }

  private static func adam(
    _ rate: Double, _ decay: Double, _ settings: Settings
  ) throws(ModelError) -> Optimizer {
    let beta1 = try settings.number("beta_1", from: 0, to: largestDecay, standard: 0.9)
    let beta2 = try settings.number("beta_2", from: 0, to: largestDecay, standard: 0.999)
    let epsilon = try settings.number("epsilon", from: 0, standard: 1e-7)
    return decay == 0
      ? .adam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
      : .adamW(
        learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: decay)
  }

  /// The largest float32 below 1: at 1 itself Adam's correction divides by 0.
  private static let largestDecay = Double(Float(1).nextDown)
}

extension CompiledOptimizer {
  /// The optimizer as Keras 3 writes it.
  var json: JSONValue {
    let (className, own) = optimizer.ownSettings
    let names = ["RMSprop": "rm_sprop", "AdamW": "adam_w"]
    var norm: Double?, value: Double?, globalNorm: Double?, decay: Double?
    switch clipping {
    case .norm(let limit): norm = limit
    case .value(let limit): value = limit
    case .globalNorm(let limit): globalNorm = limit
    case nil: break
    }
    if case .adamW(_, _, _, _, let weightDecay) = optimizer { decay = weightDecay }
    let common: [JSONValue.Member] = [
      .init("name", .string(names[className] ?? className.lowercased())),
      .init("learning_rate", schedule?.json ?? .number(optimizer.learningRate)),
      .init("weight_decay", .number(orNull: decay)), .init("clipnorm", .number(orNull: norm)),
      .init("global_clipnorm", .number(orNull: globalNorm)),
      .init("clipvalue", .number(orNull: value)), .init("use_ema", false),
      .init("ema_momentum", .number(0.99)), .init("ema_overwrite_frequency", nil),
      .init("loss_scale_factor", nil), .init("gradient_accumulation_steps", nil),
    ]
    return ModelWriter.object("keras.optimizers", className, .object(common + own))
  }
}

extension Optimizer {
  /// Keras's class, and the settings that not every optimizer has.
  fileprivate var ownSettings: (className: String, members: [JSONValue.Member]) {
    switch self {
    case .sgd(_, let momentum, let isNesterov):
      ("SGD", [.init("momentum", .number(momentum)), .init("nesterov", .bool(isNesterov))])
    case .adam(_, let beta1, let beta2, let epsilon):
      ("Adam", Self.adamSettings(beta1, beta2, epsilon))
    case .adamW(_, let beta1, let beta2, let epsilon, _):
      ("AdamW", Self.adamSettings(beta1, beta2, epsilon))
    case .rmsprop(_, let rho, let momentum, let epsilon, let isCentered):
      (
        "RMSprop",
        [
          .init("rho", .number(rho)), .init("momentum", .number(momentum)),
          .init("epsilon", .number(epsilon)), .init("centered", .bool(isCentered)),
        ]
      )
    }
  }

  private static func adamSettings(
    _ beta1: Double, _ beta2: Double, _ epsilon: Double
  ) -> [JSONValue.Member] {
    [
      .init("beta_1", .number(beta1)), .init("beta_2", .number(beta2)),
      .init("epsilon", .number(epsilon)), .init("amsgrad", false),
    ]
  }
}

extension Settings {
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

  /// A whole number of at least 1; 1 where the file has none.
  func positive(_ name: String) throws(ModelError) -> Int {
    let number = try integer(name) ?? 1
    guard number > 0 else { throw mismatch(name, .integer(number), "at least 1") }
    return number
  }
}
