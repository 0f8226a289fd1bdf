/// An optimizer with its settings, as Keras has both.
///
/// A new one is a rule here, with its settings, and its arithmetic beside the other kernels'.
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
  /// Keras's learning rate where nothing is said.
  public var learningRate: Double { self == .sgd ? 0.01 : 0.001 }

  /// The name that Keras 3 gives an optimizer of this class.
  public var kerasName: String {
    switch self {
    case .adamW: "adam_w"
    case .rmsprop: "rm_sprop"
    case .sgd, .adam: rawValue.lowercased()
    }
  }

  /// What it is set by beside the learning rate, in the order of Keras's files.
  public var settings: [OptimizerSetting] {
    switch self {
    case .sgd:
      [OptimizerSetting("momentum", 0, .share), OptimizerSetting("nesterov", 0, .truth)]
    case .adam:
      [
        OptimizerSetting("beta_1", 0.9, .decay), OptimizerSetting("beta_2", 0.999, .decay),
        OptimizerSetting("epsilon", 1e-7, .notNegative),
      ]
    case .adamW:
      Optimizer.Rule.adam.settings + [.weightDecay]
    case .rmsprop:
      [
        OptimizerSetting("rho", 0.9, .decay), OptimizerSetting("momentum", 0, .share),
        OptimizerSetting("epsilon", 1e-7, .notNegative), OptimizerSetting("centered", 0, .truth),
      ]
    }
  }

  /// Variants that Keras has and Gradmark has not: settings that must be false, and are written so.
  public var refusedVariants: [String] {
    switch self {
    case .adam, .adamW: ["amsgrad"]
    case .sgd, .rmsprop: []
    }
  }
}

extension Optimizer {
  /// The buffers of the weights' size that it keeps, as the kernels number them: the velocity or first
  /// moment, the second moment, the mean gradient.
  public var slots: [Int] {
    let velocity = (self["momentum"] ?? 0) == 0 ? [] : [0]
    return switch rule {
    case .sgd: velocity
    case .adam, .adamW: [0, 1]
    case .rmsprop: velocity + [1] + (self["centered"] == 1 ? [2] : [])
    }
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
