import CVector

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
  case .adamW(let rate, let oneMinusBeta1, let oneMinusBeta2, let epsilon, let decay):
    let rule = AdamRule(
      rate: rate, oneMinusBeta1: oneMinusBeta1, oneMinusBeta2: oneMinusBeta2, epsilon: epsilon)
    for i in stride(from: 0, to: count, by: lanes) {
      let w = Vector(loading: weights + i)
      gm_fma(Vector(repeating: -decay), w, w).store(to: weights + i)
      rule.update(weights + i, gradient: gradient + i, first: first + i, second: second + i)
    }
  case .rmsprop(let rate, let rho, let momentum, let epsilon, let isCentered):
    let rule = RMSpropRule(rate: rate, rho: rho, momentum: momentum, epsilon: epsilon)
    guard isCentered else {
      for i in stride(from: 0, to: count, by: lanes) {
        rule.update(weights + i, gradient: gradient + i, first: first + i, second: second + i)
      }
      return
    }
    guard let third else { fatalError("a centered step without a place for the mean gradient") }
    for i in stride(from: 0, to: count, by: lanes) {
      rule.update(
        weights + i, gradient: gradient + i, first: first + i, second: second + i, mean: third + i)
    }
  }
}
