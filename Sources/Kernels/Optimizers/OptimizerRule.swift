import CVector

/// One step's constants of an optimizer. Formulas are those of Keras 3.
public enum OptimizerStep: BitwiseCopyable, Sendable {
  /// w −= rate·g
  case sgd(rate: Float)
  /// v = momentum·v − rate·g; w += v, or with Nesterov w += momentum·v − rate·g.
  case momentum(rate: Float, momentum: Float, isNesterov: Bool)
  /// m += (g − m)·(1 − β₁); v += (g² − v)·(1 − β₂); w −= rate·m / (√v + ε), where the rate already
  /// holds √(1 − β₂ᵗ) / (1 − β₁ᵗ).
  ///
  /// Source: “Adam: A Method for Stochastic Optimization”, ICLR 2015, end of section 2.
  case adam(rate: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float)
  /// w −= decay·w, then `adam`, where the decay already holds the learning rate.
  ///
  /// Source: “Decoupled Weight Decay Regularization”, ICLR 2019.
  case adamW(
    rate: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float, decay: Float)
  /// v = ρ·v + (1 − ρ)·g²; m = momentum·m + rate·g / √(v + ε); w −= m.
  ///
  /// Centered, a mean a = ρ·a + (1 − ρ)·g is kept too, and v − a² stands in the place of v.
  case rmsprop(rate: Float, rho: Float, momentum: Float, epsilon: Float, isCentered: Bool)
}

/// An optimizer with its settings, and what it counts up: makes the constants of one step after another.
public enum OptimizerRule: BitwiseCopyable, Sendable {
  case sgd(momentum: Float, isNesterov: Bool)
  case adam(AdamProgress)
  case rmsprop(rho: Float, momentum: Float, epsilon: Float, isCentered: Bool)

  /// The rule of an optimizer, before its first step.
  ///
  /// - Parameters:
  ///   - name: Keras's class.
  ///   - settings: by Keras's names; truths as 0 and 1.
  /// - Returns: `nil` for another class.
  public init?(_ name: String, settings: [String: Double]) {
    func number(_ name: String) -> Float { Float(settings[name] ?? 0) }
    switch name {
    case "SGD":
      self = .sgd(momentum: number("momentum"), isNesterov: settings["nesterov"] == 1)
    case "Adam", "AdamW":
      self = .adam(AdamProgress(settings))
    case "RMSprop":
      self = .rmsprop(
        rho: number("rho"), momentum: number("momentum"), epsilon: number("epsilon"),
        isCentered: settings["centered"] == 1)
    default:
      return nil
    }
  }

  /// The constants of the next step.
  ///
  /// - Parameter rate: the learning rate, which a schedule may have changed.
  @inlinable
  public mutating func next(rate: Double) -> OptimizerStep {
    switch self {
    case .sgd(let momentum, let isNesterov):
      return momentum == 0
        ? .sgd(rate: Float(rate))
        : .momentum(rate: Float(rate), momentum: momentum, isNesterov: isNesterov)
    case .adam(var progress):
      let step = progress.next(rate: rate)
      self = .adam(progress)
      return step
    case .rmsprop(let rho, let momentum, let epsilon, let isCentered):
      return .rmsprop(
        rate: Float(rate), rho: rho, momentum: momentum, epsilon: epsilon, isCentered: isCentered)
    }
  }
}

/// Updates `count` weights in place from their gradient.
///
/// - Shapes: all pointers to `count` floats, a multiple of `lanes`; `first` is the velocity or the
///   first moment, `second` the second moment, `third` a centered step's mean gradient, each touched
///   only where the step has one.
/// - Cost: Adam reads 4 and writes 3 floats a weight; a root and a division for each vector.
public func updateWeights(
  _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>,
  third: UnsafeMutablePointer<Float>? = nil, count: Int, by step: OptimizerStep
) {
  require(count % lanes == 0, "\(count) weights are no whole vectors of \(lanes)")
  switch step {
  case .sgd(let rate):
    let rate = Vector(repeating: -rate)
    forEachVector(of: count) { i in
      let w = Vector(loading: weights + i)
      gm_fma(rate, Vector(loading: gradient + i), w).store(to: weights + i)
    }
  case .momentum(let rate, let momentum, let isNesterov):
    let rate = Vector(repeating: -rate), momentum = Vector(repeating: momentum)
    forEachVector(of: count) { i in
      let pull = rate * Vector(loading: gradient + i)
      let v = gm_fma(momentum, Vector(loading: first + i), pull)
      v.store(to: first + i)
      let move = isNesterov ? gm_fma(momentum, v, pull) : v
      (Vector(loading: weights + i) + move).store(to: weights + i)
    }
  case .adam(let rate, let oneMinusBeta1, let oneMinusBeta2, let epsilon):
    let rule = AdamRule(
      rate: rate, oneMinusBeta1: oneMinusBeta1, oneMinusBeta2: oneMinusBeta2, epsilon: epsilon)
    forEachVector(of: count) { i in
      rule.update(weights + i, gradient: gradient + i, first: first + i, second: second + i)
    }
  case .adamW(let rate, let oneMinusBeta1, let oneMinusBeta2, let epsilon, let decay):
    let rule = AdamRule(
      rate: rate, oneMinusBeta1: oneMinusBeta1, oneMinusBeta2: oneMinusBeta2, epsilon: epsilon)
    forEachVector(of: count) { i in
      let w = Vector(loading: weights + i)
      gm_fma(Vector(repeating: -decay), w, w).store(to: weights + i)
      rule.update(weights + i, gradient: gradient + i, first: first + i, second: second + i)
    }
  case .rmsprop(let rate, let rho, let momentum, let epsilon, let isCentered):
    let rule = RMSpropRule(rate: rate, rho: rho, momentum: momentum, epsilon: epsilon)
    guard isCentered else {
      forEachVector(of: count) { i in
        rule.update(weights + i, gradient: gradient + i, first: first + i, second: second + i)
      }
      return
    }
    guard let third else { fatalError("a centered step without a place for the mean gradient") }
    forEachVector(of: count) { i in
      rule.update(
        weights + i, gradient: gradient + i, first: first + i, second: second + i, mean: third + i)
    }
  }
}
