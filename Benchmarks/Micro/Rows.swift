import Benchmark
import Kernels

/// Activations in place, softmax by rows, and the transposition of a square.
func measureRows() {
  let count = 4_096
  for (name, activation) in [("relu", .relu), ("sigmoid", .sigmoid), ("tanh", .tanh)]
    as [(String, ElementwiseActivation)]
  {
    Benchmark("activation: \(name) of \(count)") { benchmark in
      let values = Floats(count)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations {
        applyActivation(activation, to: values.base, count: count)
      }
    }
  }
  for columns in [10, 32, 257] {
    Benchmark("softmax: row of \(columns)") { benchmark in
      let values = Floats(panelCount(columns) * lanes)
      let row = PanelRows(base: values.base, panelStride: lanes, columns: columns, count: 1)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { applySoftmax(to: row) }
    }
  }
  Benchmark("transposition: square of \(lanes)") { benchmark in
    let source = Floats(lanes * lanes), target = Floats(lanes * lanes)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      transposeSquare(from: source.base, rows: lanes, columns: lanes, to: target.base)
    }
  }
}
