import Benchmark
import Kernels

/// Adam's settings in Keras.
let adamSettings = ["beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7]

/// Optimizer updates: of weights that stay in the first-level cache, and of a network's worth.
func measureUpdates() {
  let optimizers: [(String, String, [String: Double])] = [
    ("SGD", "SGD", [:]), ("momentum", "SGD", ["momentum": 0.9]), ("Adam", "Adam", adamSettings),
  ]
  for (name, className, settings) in optimizers {
    for count in [1_024, 397_072] {
      Benchmark(
        "update: \(name) of \(count)",
        configuration: .init(scalingFactor: count > 100_000 ? .one : .kilo)
      ) { benchmark in
        let weights = Floats(count), gradient = Floats(count)
        let first = Floats(count), second = Floats(count)
        guard let rule = OptimizerRule.named(className, settings: settings) else { return }
        rule.next(rate: 0.001)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
          rule.update(
            weights.base, gradient: gradient.base, first: first.base, second: second.base,
            third: weights.base, count: count)
        }
      }
    }
  }
}
