/// An optimizer with its settings, as Keras has both.
///
/// A new one is a case here with its traits, which files of Keras are read and written by, and its arithmetic
/// beside the other kernels'.
public struct Optimizer: Sendable, Hashable {
  /// How gradients become updates.
  public let rule: Rule
  /// The learning rate, or the first one of a schedule.
  public var learningRate: Double
  /// One for each of the rule's settings; 0 or 1 stand for false and true.
  private var values: [Double]

  /// Rules, by Keras's names of their classes.
  public enum Rule: String, Sendable, CaseIterable {
    case sgd = "SGD"
    case adam = "Adam"
    case adamW = "AdamW"
    case rmsprop = "RMSprop"
  }

  /// Creates one with Keras's settings, but for those that are given by their names.
  ///
  /// - Precondition: the rule has settings of these names.
  public init(_ rule: Rule, learningRate: Double? = nil, _ settings: [String: Double] = [:]) {
    self.rule = rule
    self.learningRate = learningRate ?? rule.learningRate
    values = rule.settings.map(\.standard)
    for (name, value) in settings { self[name] = value }
  }

  /// The setting of that name in Keras; `nil` for a rule that has no such setting.
  ///
  /// - Precondition: on writing, the rule has it.
  public subscript(name: String) -> Double? {
    get { rule.settings.firstIndex { $0.name == name }.map { values[$0] } }
    set {
      guard let index = rule.settings.firstIndex(where: { $0.name == name }) else {
        preconditionFailure("\(rule.rawValue) has no setting '\(name)'")
      }
      values[index] = newValue ?? rule.settings[index].standard
    }
  }

  /// All settings but the learning rate, by Keras's names.
  public var settings: [String: Double] {
    Dictionary(uniqueKeysWithValues: zip(rule.settings.map(\.name), values))
  }
}

extension Optimizer {
  /// `w −= lr·g`; with momentum `v = m·v − lr·g`, `w += v`, or Nesterov's `w += m·v − lr·g`.
  public static func sgd(
    learningRate: Double = 0.01, momentum: Double = 0, isNesterov: Bool = false
  ) -> Optimizer {
    Optimizer(
      .sgd, learningRate: learningRate, ["momentum": momentum, "nesterov": isNesterov ? 1 : 0])
  }

  /// Adam with ε added to the root of the uncorrected second moment, as Keras has it.
  public static func adam(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7
  ) -> Optimizer {
    Optimizer(
      .adam, learningRate: learningRate, ["beta_1": beta1, "beta_2": beta2, "epsilon": epsilon])
  }

  /// Adam after `w −= w·decay·lr`.
  public static func adamW(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, weightDecay: Double = 0.004
  ) -> Optimizer {
    Optimizer(
      .adamW, learningRate: learningRate,
      ["beta_1": beta1, "beta_2": beta2, "epsilon": epsilon, "weight_decay": weightDecay])
  }

  /// `v = ρ·v + (1 − ρ)·g²`, `w −= lr·g/√(v + ε)`; the mean gradient's square is taken off v where it is
  /// centered, and with momentum the step goes through `m = momentum·m + step`.
  public static func rmsprop(
    learningRate: Double = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
    isCentered: Bool = false
  ) -> Optimizer {
    Optimizer(
      .rmsprop, learningRate: learningRate,
      ["rho": rho, "momentum": momentum, "epsilon": epsilon, "centered": isCentered ? 1 : 0])
  }
}

/// One number or truth that an optimizer's rule is set by.
public struct OptimizerSetting: Sendable {
  /// Its name in Keras.
  public let name: String
  /// What Keras takes where nothing is said.
  public let standard: Double
  /// What it may be.
  public let range: Range

  /// What a setting may be.
  public enum Range: Sendable {
    /// From 0 to 1.
    case share
    /// From 0 to below 1: at 1 itself a correction divides by 0.
    case decay
    /// Finite and not negative.
    case notNegative
    /// 0 or 1.
    case truth
  }

  /// The share of the weights that is taken off them in every step.
  public static let weightDecay = OptimizerSetting("weight_decay", 0.004, .notNegative)

  fileprivate init(_ name: String, _ standard: Double, _ range: Range) {
    (self.name, self.standard, self.range) = (name, standard, range)
  }
}

extension Optimizer.Rule {
  /// What tells a rule from the others, in Keras's words.
  private struct Traits {
    var kerasName: String
    var learningRate = 0.001
    var settings: [OptimizerSetting]
    var refusedVariants: [String] = []
    var slots: [Slot]
    var withoutDecay: Optimizer.Rule?
  }

  /// A buffer of the weights' size, which is kept where a setting is not 0.
  fileprivate struct Slot {
    var number: Int
    var setting: String?

    /// The velocity of a step with momentum.
    static let velocity = Slot(number: 0, setting: "momentum")
    static let firstMoment = Slot(number: 0)
    static let secondMoment = Slot(number: 1)
    static let mean = Slot(number: 2, setting: "centered")
  }

  private static let momentum = OptimizerSetting("momentum", 0, .share)
  private static let epsilon = OptimizerSetting("epsilon", 1e-7, .notNegative)
  private static let decays = [
    OptimizerSetting("beta_1", 0.9, .decay), OptimizerSetting("beta_2", 0.999, .decay), epsilon,
  ]

  private var traits: Traits {
    switch self {
    case .sgd:
      Traits(
        kerasName: "sgd", learningRate: 0.01,
        settings: [Self.momentum, OptimizerSetting("nesterov", 0, .truth)], slots: [.velocity])
    case .adam:
      Traits(
        kerasName: "adam", settings: Self.decays, refusedVariants: ["amsgrad"],
        slots: [.firstMoment, .secondMoment])
    case .adamW:
      Traits(
        kerasName: "adam_w", settings: Self.decays + [.weightDecay], refusedVariants: ["amsgrad"],
        slots: [.firstMoment, .secondMoment], withoutDecay: .adam)
    case .rmsprop:
      Traits(
        kerasName: "rm_sprop",
        settings: [
          OptimizerSetting("rho", 0.9, .decay), Self.momentum, Self.epsilon,
          OptimizerSetting("centered", 0, .truth),
        ],
        slots: [.velocity, .secondMoment, .mean])
    }
  }

  /// Keras's learning rate where nothing is said.
  public var learningRate: Double { traits.learningRate }

  /// The name that Keras 3 gives an optimizer of this class.
  public var kerasName: String { traits.kerasName }

  /// What it is set by beside the learning rate, in the order of Keras's files.
  public var settings: [OptimizerSetting] { traits.settings }

  /// Variants that Keras has and Gradmark has not: settings that must be false, and are written so.
  public var refusedVariants: [String] { traits.refusedVariants }

  /// The rule that it is without a decay of the weights; `nil` for one that has none.
  public var withoutDecay: Optimizer.Rule? { traits.withoutDecay }

  /// The rule that it is with such a decay.
  public var withDecay: Optimizer.Rule? { Self.allCases.first { $0.withoutDecay == self } }

  fileprivate var slots: [Slot] { traits.slots }
}

extension Optimizer {
  /// The buffers of the weights' size that it keeps, as the kernels number them: the velocity or first
  /// moment, the second moment, the mean gradient.
  public var slots: [Int] {
    rule.slots.filter { $0.setting.map { self[$0] != 0 } ?? true }.map(\.number)
  }

  /// The same by another rule, as far as that has its settings.
  public func changed(to rule: Rule) -> Optimizer {
    let names = Set(rule.settings.map(\.name))
    return Optimizer(rule, learningRate: learningRate, settings.filter { names.contains($0.key) })
  }
}

/// What is done to gradients before the optimizer sees them.
public enum GradientClipping: Sendable, Hashable {
  /// Each tensor's gradient is scaled down to a norm of at most so much.
  case norm(Double)
  /// Each element is cut off at ± so much.
  case value(Double)
  /// All gradients are scaled down together to a norm of at most so much.
  case globalNorm(Double)
}
