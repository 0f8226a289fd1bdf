import Benchmark
import Training

/// Fork and join inside a run: what two workers take beyond one, each with a piece as long. The
/// wake-up before the run is spread over many phases.
func measurePhases() {
  for pauses in [32, 256] {
    for workers in [1, 2] {
      Benchmark(
        "fork and join: \(workers) workers, \(pauses) pauses each",
        configuration: .init(scalingFactor: .kilo)
      ) { benchmark in
        runIdlePhases(benchmark.scaledIterations.count, workers: workers, pauses: pauses)
      }
    }
  }
}
