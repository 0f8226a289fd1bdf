import Benchmark
import Training

/// Fork and join inside a run: what two workers take beyond one, each with a piece as long.
///
/// A million phases a run, so that the helper's wake-up before them, tens of microseconds, is no part
/// of a phase's nanoseconds.
func measurePhases() {
  let pauses = 32
  for workers in [1, 2] {
    Benchmark(
      "fork and join: \(workers) workers, \(pauses) pauses each",
      configuration: .init(
        warmupIterations: 1, scalingFactor: .mega, maxDuration: .seconds(3))
    ) { benchmark in
      runIdlePhases(benchmark.scaledIterations.count, workers: workers, pauses: pauses)
    }
  }
}
