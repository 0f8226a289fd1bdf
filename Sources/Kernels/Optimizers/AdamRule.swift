import CVector

/// m += (g − m)·(1 − β₁); v += (g² − v)·(1 − β₂); w −= rate·m / (√v + ε), where the rate holds
/// √(1 − β₂ᵗ) / (1 − β₁ᵗ). AdamW has w −= decay·w before that, where the decay holds the learning rate.
///
/// β₁ᵗ and β₂ᵗ are multiplied up, as two calls of pow take as long as a small network's update. Each factor adds an
/// error of 2⁻⁵³, so that float32 sees none of it within millions of steps.
///
/// - Cost: reads 4 and writes 3 floats a weight; a root and a division for each vector.
/// - Source: “Adam: A Method for Stochastic Optimization”, ICLR 2015, end of section 2; “Decoupled Weight Decay
///   Regularization”, ICLR 2019.
final class AdamRule: OptimizerRule {
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Float
  /// `nil` where nothing is taken off the weights.
  private let weightDecay: Double?
  private var power1 = 1.0
  private var power2 = 1.0
  // The constants of the step.
  private var rate: Float = 0
  private var oneMinusBeta1: Float = 0
  private var oneMinusBeta2: Float = 0
  private var decay: Float = 0

  required init(_ settings: [String: Double]) {
    beta1 = settings["beta_1"] ?? 0
    beta2 = settings["beta_2"] ?? 0
    epsilon = Float(settings["epsilon"] ?? 0)
    weightDecay = settings["weight_decay"]
    super.init(settings)
  }

  override func next(rate: Double) {
    power1 *= beta1
    power2 *= beta2
    self.rate = Float(rate * ((1 - power2).squareRoot() / (1 - power1)))
    (oneMinusBeta1, oneMinusBeta2) = (Float(1 - beta1), Float(1 - beta2))
    if let weightDecay { decay = Float(weightDecay * rate) }
  }

  override func update(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>,
    third: UnsafeMutablePointer<Float>, count: Int
  ) {
    let step = step
    guard weightDecay != nil else {
      forEachVectorOfWeights(count) { i in
        step.update(weights + i, gradient: gradient + i, first: first + i, second: second + i)
      }
      return
    }
    let kept = Vector(repeating: -decay)
    forEachVectorOfWeights(count) { i in
      let w = Vector(loading: weights + i)
      gm_fma(kept, w, w).store(to: weights + i)
      step.update(weights + i, gradient: gradient + i, first: first + i, second: second + i)
    }
  }

  override func trailingUpdate(_ weights: UnsafeMutablePointer<Float>) -> TrailingUpdate? {
    weightDecay == nil ? TrailingUpdate(step, weights: weights) : nil
  }

  @inline(__always)
  private var step: AdamStep {
    AdamStep(
      rate: rate, oneMinusBeta1: oneMinusBeta1, oneMinusBeta2: oneMinusBeta2, epsilon: epsilon)
  }
}

/// One step's constants of Adam, for one vector of weights at a time.
struct AdamStep: BitwiseCopyable {
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
