import Benchmark

/// The kernels by themselves, at the sizes of the ladder. Only times are looked at: what has to hold
/// is tested in the main package, and `make check-asm` looks at the instructions.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput], warmupIterations: 3, scalingFactor: .kilo,
    maxDuration: .milliseconds(300))
  measurePeak()
  measureProducts()
  measureReductions()
  measureRows()
  measureGathers()
  measureUpdates()
  measureSteps()
  measurePhases()
}
