import Benchmark
import Training

/// Fork and join inside a run: what several workers take beyond one, each with a task as long.
///
/// Where there are fewer cores than workers, a phase takes as many rounds of tasks as that: a team that waited
/// for workers to arrive would take a time slice of the kernel's.
///
/// So many phases a run that the helpers' wake-up before them, tens of microseconds, is no part of a phase's
/// nanoseconds.
func measurePhases() {
  let pauses = 32
  for workers in [1, 2, 4, 8, 16] {
    Benchmark(
      "fork and join: \(workers) workers, \(pauses) pauses each",
      configuration: .init(
        warmupIterations: 1, scalingFactor: workers > 2 ? .kilo : .mega, maxDuration: .seconds(3))
    ) { benchmark in
      runIdlePhases(benchmark.scaledIterations.count, workers: workers, pauses: pauses)
    }
  }
}
