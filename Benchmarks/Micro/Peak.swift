import Benchmark
import Kernels

/// The rate of multiply-adds that the products are held against: divide the flops in a name by its
/// time, and that by this one's.
func measurePeak() {
  let iterations = 1_000
  Benchmark("peak: \(iterations * PeakLoop.flopsPerIteration) flops") { benchmark in
    let result = Floats(lanes)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      PeakLoop.run(iterations: iterations, result: UnsafeMutableRawPointer(result.base))
    }
  }
}
