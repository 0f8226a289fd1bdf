import Kernels
import Networks

/// The updates that an optimizer has made so far, and what it keeps besides its moments.
struct UpdateCount: BitwiseCopyable {
  private(set) var count = 0
  // Adam's β₁ᵗ and β₂ᵗ, multiplied up: two calls of pow take as long as a small network's update. Each
  // factor adds an error of 2⁻⁵³, so that float32 sees none of it within millions of steps.
  private var power1 = 1.0
  private var power2 = 1.0

  /// The constants of the next update.
  ///
  /// - Parameter rate: the learning rate, which a schedule may have changed.
  @inline(__always)
  mutating func next(of optimizer: Optimizer, rate: Double) -> OptimizerStep {
    count += 1
    switch optimizer {
    case .sgd(_, let momentum, let isNesterov):
      return momentum == 0
        ? .sgd(rate: Float(rate))
        : .momentum(rate: Float(rate), momentum: Float(momentum), isNesterov: isNesterov)
    case .adam(_, let beta1, let beta2, let epsilon):
      return .adam(
        rate: Float(correctedRate(rate, beta1, beta2)), oneMinusBeta1: Float(1 - beta1),
        oneMinusBeta2: Float(1 - beta2), epsilon: Float(epsilon))
    case .adamW(_, let beta1, let beta2, let epsilon, let decay):
      return .adamW(
        rate: Float(correctedRate(rate, beta1, beta2)), oneMinusBeta1: Float(1 - beta1),
        oneMinusBeta2: Float(1 - beta2), epsilon: Float(epsilon), decay: Float(decay * rate))
    case .rmsprop(_, let rho, let momentum, let epsilon, let isCentered):
      return .rmsprop(
        rate: Float(rate), rho: Float(rho), momentum: Float(momentum), epsilon: Float(epsilon),
        isCentered: isCentered)
    }
  }

  /// Adam's rate with the correction of both moments' bias.
  @inline(__always)
  private mutating func correctedRate(_ rate: Double, _ beta1: Double, _ beta2: Double) -> Double {
    power1 *= beta1
    power2 *= beta2
    return rate * ((1 - power2).squareRoot() / (1 - power1))
  }
}
