import CVector

/// w −= rate·g; with momentum v = momentum·v − rate·g and w += v, or with Nesterov w += momentum·v − rate·g.
final class SGDRule: OptimizerRule {
  private let momentum: Float
  private let isNesterov: Bool
  private var rate: Float = 0

  required init(_ settings: [String: Double]) {
    momentum = Float(settings["momentum"] ?? 0)
    isNesterov = settings["nesterov"] == 1
    super.init(settings)
  }

  override func next(rate: Double) { self.rate = Float(rate) }

  override func update(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>,
    third: UnsafeMutablePointer<Float>, count: Int
  ) {
    let rate = Vector(repeating: -rate)
    guard momentum != 0 else {
      forEachVectorOfWeights(count) { i in
        let w = Vector(loading: weights + i)
        gm_fma(rate, Vector(loading: gradient + i), w).store(to: weights + i)
      }
      return
    }
    let kept = Vector(repeating: momentum), isNesterov = isNesterov
    forEachVectorOfWeights(count) { i in
      let pull = rate * Vector(loading: gradient + i)
      let v = gm_fma(kept, Vector(loading: first + i), pull)
      v.store(to: first + i)
      let move = isNesterov ? gm_fma(kept, v, pull) : v
      (Vector(loading: weights + i) + move).store(to: weights + i)
    }
  }
}
