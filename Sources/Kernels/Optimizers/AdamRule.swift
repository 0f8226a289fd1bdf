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
