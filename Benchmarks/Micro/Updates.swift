import Benchmark
import Kernels

/// Optimizer updates: of weights that stay in the first-level cache, and of a network's worth.
func measureUpdates() {
  let steps: [(String, OptimizerStep)] = [
    ("SGD", .sgd(rate: 0.01)),
    ("momentum", .momentum(rate: 0.01, momentum: 0.9, isNesterov: false)),
    ("Adam", .adam(rate: 0.001, oneMinusBeta1: 0.1, oneMinusBeta2: 0.001, epsilon: 1e-7)),
  ]
  for (name, step) in steps {
    for count in [1_024, 397_072] {
      Benchmark(
        "update: \(name) of \(count)",
        configuration: .init(scalingFactor: count > 100_000 ? .one : .kilo)
      ) { benchmark in
        let weights = Floats(count), gradient = Floats(count)
        let first = Floats(count), second = Floats(count)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
          updateWeights(
            weights.base, gradient: gradient.base, first: first.base, second: second.base,
            count: count, by: step)
        }
      }
    }
  }
}
