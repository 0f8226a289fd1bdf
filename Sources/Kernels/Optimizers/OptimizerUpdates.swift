import CVector

/// One step's constants of an optimizer, and where its state lies.
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
}

/// Updates `count` weights in place from their gradient.
///
/// - Shapes: all pointers to `count` floats, a multiple of `lanes`; `first` is the velocity or the
///   first moment, `second` the second moment, each read only where the step has one.
/// - Cost: Adam reads 4 and writes 3 floats a weight; a root and a division for each vector.
public func updateWeights(
  _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>, count: Int,
  by step: OptimizerStep
) {
  require(count % lanes == 0, "\(count) weights are no whole vectors of \(lanes)")
  switch step {
  case .sgd(let rate):
    let rate = Vector(repeating: -rate)
    for i in stride(from: 0, to: count, by: lanes) {
      let w = Vector(loading: weights + i)
      gm_fma(rate, Vector(loading: gradient + i), w).store(to: weights + i)
    }
  case .momentum(let rate, let momentum, let isNesterov):
    let rate = Vector(repeating: -rate), momentum = Vector(repeating: momentum)
    for i in stride(from: 0, to: count, by: lanes) {
      let pull = rate * Vector(loading: gradient + i)
      let v = gm_fma(momentum, Vector(loading: first + i), pull)
      v.store(to: first + i)
      let move = isNesterov ? gm_fma(momentum, v, pull) : v
      (Vector(loading: weights + i) + move).store(to: weights + i)
    }
  case .adam(let rate, let oneMinusBeta1, let oneMinusBeta2, let epsilon):
    let rule = AdamRule(
      rate: rate, oneMinusBeta1: oneMinusBeta1, oneMinusBeta2: oneMinusBeta2, epsilon: epsilon)
    for i in stride(from: 0, to: count, by: lanes) {
      rule.update(weights + i, gradient: gradient + i, first: first + i, second: second + i)
    }
  }
}

/// Adam for one vector of weights.
struct AdamRule: BitwiseCopyable {
  private let rate: Vector
  private let towardsGradient: Vector
  private let towardsSquare: Vector
  private let epsilon: Vector

  @inline(__always)
  init(rate: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float) {
    self.rate = Vector(repeating: rate)
    towardsGradient = Vector(repeating: oneMinusBeta1)
    towardsSquare = Vector(repeating: oneMinusBeta2)
    self.epsilon = Vector(repeating: epsilon)
  }

  @inline(__always)
  func update(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>
  ) {
    let g = Vector(loading: gradient)
    var m = Vector(loading: first), v = Vector(loading: second)
    m = gm_fma(g - m, towardsGradient, m)
    v = gm_fma(gm_fma(g, g, -v), towardsSquare, v)
    m.store(to: first)
    v.store(to: second)
    let w = Vector(loading: weights)
    (w - rate * m / (gm_sqrt(v) + epsilon)).store(to: weights)
  }
}
