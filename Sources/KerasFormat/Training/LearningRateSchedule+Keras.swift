import Networks

// Schedules, read and written side by side.

extension LearningRateSchedule {
  /// Reads a schedule in place of a rate; `nil` where the class is none that Keras has.
  init?(className: String, _ settings: Settings) throws(ModelError) {
    func initial() throws(ModelError) -> Double {
      try settings.number("initial_learning_rate", from: 0, standard: 0.001)
    }
    func steps(_ name: String = "decay_steps") throws(ModelError) -> Int {
      try settings.positive(name)
    }
    switch className {
    case "ExponentialDecay":
      self = .exponentialDecay(
        initial: try initial(), steps: try steps(),
        rate: try settings.number("decay_rate", from: 0, standard: 1),
        isStaircase: try settings.truth("staircase", standard: false))
    case "InverseTimeDecay":
      self = .inverseTimeDecay(
        initial: try initial(), steps: try steps(),
        rate: try settings.number("decay_rate", from: 0, standard: 1),
        isStaircase: try settings.truth("staircase", standard: false))
    case "PiecewiseConstantDecay":
      self = try Self.piecewise(settings)
    case "PolynomialDecay":
      self = .polynomialDecay(
        initial: try initial(), steps: try steps(),
        end: try settings.number("end_learning_rate", from: 0, standard: 0.0001),
        power: try settings.number("power", from: 0, standard: 1),
        cycles: try settings.truth("cycle", standard: false))
    case "CosineDecay":
      self = .cosineDecay(
        initial: try initial(), steps: try steps(),
        alpha: try settings.number("alpha", from: 0, standard: 0),
        warmup: try Self.warmup(settings))
    case "CosineDecayRestarts":
      self = .cosineDecayRestarts(
        initial: try initial(), firstSteps: try steps("first_decay_steps"),
        stepFactor: try settings.number("t_mul", from: 1, standard: 2),
        rateFactor: try settings.number("m_mul", from: 0, standard: 1),
        alpha: try settings.number("alpha", from: 0, standard: 0))
    default: return nil
    }
  }

  private static func piecewise(_ settings: Settings) throws(ModelError) -> LearningRateSchedule {
    let boundaries = try settings.integers("boundaries") ?? []
    let values = (settings.config["values"]?.elements ?? []).compactMap(\.realNumber)
    guard !boundaries.isEmpty, values.count == boundaries.count + 1,
      values.allSatisfy({ $0 >= 0 && Float($0).isFinite })
    else {
      throw settings.mismatch(
        "values", settings.config["values"] ?? nil, "one rate more than there are boundaries")
    }
    return .piecewiseConstant(boundaries: boundaries, values: values)
  }

  private static func warmup(_ settings: Settings) throws(ModelError) -> Warmup? {
    guard settings.found(["warmup_target"]) != nil else { return nil }
    return Warmup(
      target: try settings.number("warmup_target", from: 0, standard: 0),
      steps: max(0, try settings.integer("warmup_steps") ?? 0))
  }

  /// The schedule as Keras 3 writes it.
  var json: JSONValue {
    let (className, config): (String, [JSONValue.Member]) =
      switch self {
      case .exponentialDecay(let initial, let steps, let rate, let isStaircase):
        ("ExponentialDecay", Self.decay(initial, steps, rate, isStaircase))
      case .inverseTimeDecay(let initial, let steps, let rate, let isStaircase):
        ("InverseTimeDecay", Self.decay(initial, steps, rate, isStaircase))
      case .piecewiseConstant(let boundaries, let values):
        (
          "PiecewiseConstantDecay",
          [
            .init("boundaries", .array(boundaries.map { .integer($0) })),
            .init("values", .array(values.map { .number($0) })),
          ]
        )
      case .polynomialDecay(let initial, let steps, let end, let power, let cycles):
        (
          "PolynomialDecay",
          Self.start(initial, steps) + [
            .init("end_learning_rate", .number(end)), .init("power", .number(power)),
            .init("cycle", .bool(cycles)),
          ]
        )
      case .cosineDecay(let initial, let steps, let alpha, _):
        ("CosineDecay", Self.start(initial, steps) + [.init("alpha", .number(alpha))])
      case .cosineDecayRestarts(let initial, let steps, let stepFactor, let rateFactor, let alpha):
        (
          "CosineDecayRestarts",
          [
            .init("initial_learning_rate", .number(initial)),
            .init("first_decay_steps", .integer(steps)), .init("t_mul", .number(stepFactor)),
            .init("m_mul", .number(rateFactor)), .init("alpha", .number(alpha)),
          ]
        )
      }
    let name: JSONValue.Member = .init("name", .string(Self.standardNames[className] ?? className))
    return ModelWriter.object(
      "keras.optimizers.schedules", className, .object(config + [name] + warmupMembers))
  }

  private static func start(_ initial: Double, _ steps: Int) -> [JSONValue.Member] {
    [.init("initial_learning_rate", .number(initial)), .init("decay_steps", .integer(steps))]
  }

  private static func decay(
    _ initial: Double, _ steps: Int, _ rate: Double, _ isStaircase: Bool
  ) -> [JSONValue.Member] {
    start(initial, steps)
      + [.init("decay_rate", .number(rate)), .init("staircase", .bool(isStaircase))]
  }

  /// What Keras writes behind the name, of the cosine alone.
  private var warmupMembers: [JSONValue.Member] {
    guard case .cosineDecay(_, _, _, let warmup) = self else { return [] }
    return [
      .init("warmup_target", .number(orNull: warmup?.target)),
      .init("warmup_steps", .integer(warmup?.steps ?? 0)),
    ]
  }

  private static let standardNames = [
    "PiecewiseConstantDecay": "PiecewiseConstant", "CosineDecayRestarts": "SGDRDecay",
  ]
}
