/// The optimizers, with Keras's parameters.
public enum Optimizer: Sendable, Hashable {
  /// `w −= lr·g`; with momentum `v = m·v − lr·g`, `w += v`, or Nesterov's `w += m·v − lr·g`.
  case sgd(learningRate: Double = 0.01, momentum: Double = 0, isNesterov: Bool = false)
  /// Adam with ε added to the root of the uncorrected second moment, as Keras has it.
  case adam(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7)
  /// Adam after `w −= w·decay·lr`.
  case adamW(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, weightDecay: Double = 0.004)
  /// `v = ρ·v + (1 − ρ)·g²`, `w −= lr·g/√(v + ε)`; the mean gradient's square is taken off v where it is
  /// centered, and with momentum the step goes through `m = momentum·m + step`.
  case rmsprop(
    learningRate: Double = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
    isCentered: Bool = false)

  /// Buffers of the parameters' size that the optimizer keeps.
  public var slotCount: Int {
    switch self {
    case .sgd(_, let momentum, _): momentum == 0 ? 0 : 1
    case .adam, .adamW: 2
    case .rmsprop(_, _, let momentum, _, let isCentered):
      1 + (momentum > 0 ? 1 : 0) + (isCentered ? 1 : 0)
    }
  }

  /// The learning rate, or the first one of a schedule.
  public var learningRate: Double {
    switch self {
    case .sgd(let rate, _, _), .adam(let rate, _, _, _), .adamW(let rate, _, _, _, _),
      .rmsprop(let rate, _, _, _, _):
      rate
    }
  }

  /// The numbers it keeps: the step, the learning rate, and its slots for every trained weight.
  public func variableCount(trainableCount: Int) -> Int {
    2 + slotCount * trainableCount
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
