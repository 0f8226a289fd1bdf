import Benchmark
import Kernels

/// Samples of `digits` copied into the panels of a batch out of 10,240, which no cache near a core holds: one after
/// the other as they lie, and as shuffling deals them.
func measureGathers() {
  let columns = 784, count = 10_240, batchSize = 1_024
  let panels = panelCount(columns)
  // The trainer spreads its panels over the sets of the cache.
  let stride = batchSize * lanes + 48
  // Every sample once: a step that has no divisor in common with their number.
  for (title, step) in [("in order", 1), ("shuffled", 6_007)] {
    let bytes = batchSize * panels * lanes * MemoryLayout<Float>.stride
    Benchmark("gather: \(batchSize) samples of \(columns), \(title), \(bytes) bytes") { benchmark in
      let source = Floats(count * panels * lanes), target = Floats(panels * stride)
      let order = (0..<count).map { Int32($0 * step % count) }
      benchmark.startMeasurement()
      order.withUnsafeBufferPointer { order in
        for iteration in benchmark.scaledIterations {
          gatherSamples(
            0..<batchSize, order: order.baseAddress! + iteration % (count / batchSize) * batchSize,
            from: source.base, rowsPerSample: 1, panels: panels, into: target.base,
            panelStride: stride)
        }
      }
    }
  }
}
