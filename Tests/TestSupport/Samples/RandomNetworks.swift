import Networks
import Randomness

extension SampleNetwork {
  /// A chain of random layers of random sizes: on vectors where the seed is even, else on images.
  public static func random(seed: UInt64) -> SampleNetwork {
    var random = SplitMix64(seed: seed)
    let activations: [Activation] = [.relu, .tanh, .sigmoid, .linear]
    func between(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + random.nextIndex(below: range.count)
    }
    func activation() -> Activation { activations[random.nextIndex(below: activations.count)] }
    func statistics() -> [any Layer] {
      switch random.nextIndex(below: 4) {
      case 0: [BatchNormalization(epsilon: 0.01)]
      case 1: [Dropout(rate: 0.3)]
      default: []
      }
    }
    var layers: [any Layer] = []
    let input: Shape
    if seed % 2 == 0 {
      input = [between(1...40)]
    } else {
      input = [between(5...8), between(5...8), between(1...4)]
      for _ in 0..<between(1...2) {
        layers.append(
          Conv2D(
            filters: between(1...20), kernelSize: Size2D(between(1...3), between(1...3)),
            padding: .same, activation: activation(), bias: WeightSettings(noise)))
        layers += statistics()
      }
      layers.append(Flatten())
    }
    for _ in 0..<between(1...3) {
      layers.append(dense(between(1...70), activation()))
      layers += statistics()
    }
    layers.append(dense(between(1...5)))
    return SampleNetwork("random \(seed)", input, layers, .meanSquaredError)
  }
}
