import CVector

/// v = ρ·v + (1 − ρ)·g²; m = momentum·m + rate·g / √(v + ε); w −= m.
///
/// Centered, a mean a = ρ·a + (1 − ρ)·g is kept too, and v − a² stands in the place of v.
final class RMSpropRule: OptimizerRule {
  private let rho: Float
  private let momentum: Float
  private let epsilon: Float
  private let isCentered: Bool
  private var rate: Float = 0

  required init(_ settings: [String: Double]) {
    rho = Float(settings["rho"] ?? 0)
    momentum = Float(settings["momentum"] ?? 0)
    epsilon = Float(settings["epsilon"] ?? 0)
    isCentered = settings["centered"] == 1
    super.init(settings)
  }

  override func next(rate: Double) { self.rate = Float(rate) }

  override func update(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>,
    third: UnsafeMutablePointer<Float>, count: Int
  ) {
    let step = RMSpropStep(rate: rate, rho: rho, momentum: momentum, epsilon: epsilon)
    guard isCentered else {
      forEachVectorOfWeights(count) { i in
        step.update(weights + i, gradient: gradient + i, first: first + i, second: second + i)
      }
      return
    }
    forEachVectorOfWeights(count) { i in
      step.update(
        weights + i, gradient: gradient + i, first: first + i, second: second + i, mean: third + i)
    }
  }
}

/// One step's constants of RMSprop, for one vector of weights at a time.
private struct RMSpropStep: BitwiseCopyable {
  private let rate: Vector
  private let rho: Vector
  private let oneMinusRho: Vector
  private let momentum: Vector
  private let epsilon: Vector
  private let hasMomentum: Bool

  @inline(__always)
  init(rate: Float, rho: Float, momentum: Float, epsilon: Float) {
    self.rate = Vector(repeating: rate)
    self.rho = Vector(repeating: rho)
    oneMinusRho = Vector(repeating: Float(1 - Double(rho)))
    self.momentum = Vector(repeating: momentum)
    self.epsilon = Vector(repeating: epsilon)
    hasMomentum = momentum > 0
  }

  @inline(__always)
  func update(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>
  ) {
    let g = Vector(loading: gradient)
    move(weights, g, first, by: average(g * g, second))
  }

  /// - Parameter mean: the average of the gradient.
  @inline(__always)
  func update(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>,
    mean: UnsafeMutablePointer<Float>
  ) {
    let g = Vector(loading: gradient)
    let square = average(g * g, second), mean = average(g, mean)
    move(weights, g, first, by: gm_fma(-mean, mean, square))
  }

  /// Moves an average towards a value and returns it.
  @inline(__always)
  private func average(_ value: Vector, _ stored: UnsafeMutablePointer<Float>) -> Vector {
    let average = gm_fma(rho, Vector(loading: stored), oneMinusRho * value)
    average.store(to: stored)
    return average
  }

  @inline(__always)
  private func move(
    _ weights: UnsafeMutablePointer<Float>, _ g: Vector, _ velocity: UnsafeMutablePointer<Float>,
    by square: Vector
  ) {
    var pull = rate * g / gm_sqrt(square + epsilon)
    if hasMomentum {
      pull = gm_fma(momentum, Vector(loading: velocity), pull)
      pull.store(to: velocity)
    }
    (Vector(loading: weights) - pull).store(to: weights)
  }
}
