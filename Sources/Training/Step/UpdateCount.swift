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
  @inline(__always)
  mutating func next(of optimizer: Optimizer) -> OptimizerStep {
    count += 1
    switch optimizer {
    case .sgd(let rate, let momentum, let isNesterov):
      return momentum == 0
        ? .sgd(rate: Float(rate))
        : .momentum(rate: Float(rate), momentum: Float(momentum), isNesterov: isNesterov)
    case .adam(let rate, let beta1, let beta2, let epsilon):
      power1 *= beta1
      power2 *= beta2
      return .adam(
        rate: Float(rate * ((1 - power2).squareRoot() / (1 - power1))),
        oneMinusBeta1: Float(1 - beta1), oneMinusBeta2: Float(1 - beta2),
        epsilon: Float(epsilon))
    case .adamW, .rmsprop:
      preconditionFailure("\(optimizer) is refused before anything is planned")
    }
  }
}
