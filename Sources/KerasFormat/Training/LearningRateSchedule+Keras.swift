import Networks

// Schedules, read and written side by side.

extension LearningRateSchedule {
  /// Reads a schedule in place of a rate; `nil` where the class is none that Keras has.
  ///
  /// Keras takes any numbers, and so does this, but for those of which it makes no rates.
  init?(className: String, _ settings: Settings) throws(ModelError) {
    func initial() throws(ModelError) -> Double {
      try settings.number("initial_learning_rate", standard: 0.001)
    }
    func steps() throws(ModelError) -> Double { try settings.length("decay_steps") }
    switch className {
    case "ExponentialDecay":
      let isStaircase = try settings.truth("staircase", standard: false)
      self = .exponentialDecay(
        initial: try initial(), steps: try steps(),
        rate: try settings.base("decay_rate", standard: 1, isAnyNumber: isStaircase),
        isStaircase: isStaircase)
    case "InverseTimeDecay":
      self = .inverseTimeDecay(
        initial: try initial(), steps: try steps(),
        rate: try settings.number("decay_rate", standard: 1),
        isStaircase: try settings.truth("staircase", standard: false))
    case "PiecewiseConstantDecay":
      self = try Self.piecewise(settings)
    case "PolynomialDecay":
      self = .polynomialDecay(
        initial: try initial(), steps: try steps(),
        end: try settings.number("end_learning_rate", standard: 0.0001),
        power: try settings.number("power", standard: 1),
        cycles: try settings.truth("cycle", standard: false))
    case "CosineDecay":
      self = .cosineDecay(
        initial: try initial(), steps: try steps(),
        alpha: try settings.number("alpha", standard: 0), warmup: try Self.warmup(settings))
    case "CosineDecayRestarts":
      self = .cosineDecayRestarts(
        initial: try initial(), firstSteps: try settings.length("first_decay_steps"),
        stepFactor: try settings.base("t_mul", standard: 2),
        rateFactor: try settings.number("m_mul", standard: 1),
        alpha: try settings.number("alpha", standard: 0))
    default: return nil
    }
  }

  private static func piecewise(_ settings: Settings) throws(ModelError) -> LearningRateSchedule {
    let boundaries = try numbers("boundaries", settings)
    let values = try numbers("values", settings)
    guard !boundaries.isEmpty, values.count == boundaries.count + 1 else {
      throw settings.mismatch(
        "values", settings.config["values"] ?? nil, "one rate more than there are boundaries")
    }
    return .piecewiseConstant(boundaries: boundaries, values: values)
  }

  /// A list of numbers; an empty one where the file has none.
  private static func numbers(
    _ name: String, _ settings: Settings
  ) throws(ModelError) -> [Double] {
    guard let (_, value) = settings.found([name]) else { return [] }
    let numbers = value.elements?.compactMap(\.realNumber) ?? []
    guard numbers.count == value.elements?.count, numbers.allSatisfy({ Float($0).isFinite }) else {
      throw settings.mismatch(name, value, "a list of numbers of float32")
    }
    return numbers
  }

  private static func warmup(_ settings: Settings) throws(ModelError) -> Warmup? {
    guard settings.found(["warmup_target"]) != nil else { return nil }
    return Warmup(
      target: try settings.number("warmup_target", standard: 0),
      steps: try settings.number("warmup_steps", standard: 0))
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
            .init("boundaries", .array(boundaries.map(Self.shortest))),
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
            .init("first_decay_steps", Self.shortest(steps)), .init("t_mul", .number(stepFactor)),
            .init("m_mul", .number(rateFactor)), .init("alpha", .number(alpha)),
          ]
        )
      }
    let name: JSONValue.Member = .init("name", .string(Self.standardNames[className] ?? className))
    return ModelWriter.object(
      "keras.optimizers.schedules", className, .object(config + [name] + warmupMembers))
  }

  private static func start(_ initial: Double, _ steps: Double) -> [JSONValue.Member] {
    [.init("initial_learning_rate", .number(initial)), .init("decay_steps", shortest(steps))]
  }

  /// A number of steps, whole where it is: what most files have.
  private static func shortest(_ steps: Double) -> JSONValue {
    Int(exactly: steps).map { .integer($0) } ?? .number(steps)
  }

  private static func decay(
    _ initial: Double, _ steps: Double, _ rate: Double, _ isStaircase: Bool
  ) -> [JSONValue.Member] {
    start(initial, steps)
      + [.init("decay_rate", .number(rate)), .init("staircase", .bool(isStaircase))]
  }

  /// What Keras writes behind the name, of the cosine alone.
  private var warmupMembers: [JSONValue.Member] {
    guard case .cosineDecay(_, _, _, let warmup) = self else { return [] }
    return [
      .init("warmup_target", .number(orNull: warmup?.target)),
      .init("warmup_steps", Self.shortest(warmup?.steps ?? 0)),
    ]
  }

  private static let standardNames = [
    "PiecewiseConstantDecay": "PiecewiseConstant", "CosineDecayRestarts": "SGDRDecay",
  ]
}

extension Settings {
  /// A number of steps to divide by; 1 where the file has none.
  fileprivate func length(_ name: String) throws(ModelError) -> Double {
    let number = try number(name, standard: 1)
    // What float32 has as 0 would make NaN of step 0.
    guard Float(number) > 0 else {
      throw mismatch(name, .number(number), "above 0, as steps are divided by it")
    }
    return number
  }

  /// A number that is raised to powers, or of which a logarithm is taken.
  ///
  /// - Parameter isAnyNumber: whether powers are whole.
  fileprivate func base(
    _ name: String, standard: Double, isAnyNumber: Bool = false
  ) throws(ModelError) -> Double {
    let number = try number(name, standard: standard)
    guard number >= 0 || isAnyNumber else {
      throw mismatch(
        name, .number(number), "at least 0, as Keras makes NaN of a negative one as well")
    }
    return number
  }
}
