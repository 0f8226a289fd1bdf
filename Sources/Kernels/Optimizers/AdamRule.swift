import CVector

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

/// Adam's settings, and the powers of its decays: β₁ᵗ and β₂ᵗ are multiplied up, as two calls of pow take as
/// long as a small network's update. Each factor adds an error of 2⁻⁵³, so that float32 sees none of it within
/// millions of steps.
public struct AdamProgress: BitwiseCopyable, Sendable {
  @usableFromInline let beta1: Double
  @usableFromInline let beta2: Double
  @usableFromInline let epsilon: Float
  /// `nil` where nothing is taken off the weights.
  @usableFromInline let weightDecay: Double?
  @usableFromInline var power1 = 1.0
  @usableFromInline var power2 = 1.0

  init(_ settings: [String: Double]) {
    beta1 = settings["beta_1"] ?? 0
    beta2 = settings["beta_2"] ?? 0
    epsilon = Float(settings["epsilon"] ?? 0)
    weightDecay = settings["weight_decay"]
  }

  /// The constants of the next step: the rate has the correction of both moments' bias.
  @inlinable
  mutating func next(rate: Double) -> OptimizerStep {
    power1 *= beta1
    power2 *= beta2
    let corrected = Float(rate * ((1 - power2).squareRoot() / (1 - power1)))
    let towardsGradient = Float(1 - beta1), towardsSquare = Float(1 - beta2)
    guard let weightDecay else {
      return .adam(
        rate: corrected, oneMinusBeta1: towardsGradient, oneMinusBeta2: towardsSquare,
        epsilon: epsilon)
    }
    return .adamW(
      rate: corrected, oneMinusBeta1: towardsGradient, oneMinusBeta2: towardsSquare,
      epsilon: epsilon, decay: Float(weightDecay * rate))
  }
}
