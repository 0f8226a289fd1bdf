import Benchmark
import Kernels

/// A batch of the ladder: large enough to leave the tiles' edges aside.
let batchSize = 128
/// Inputs and outputs of the ladder's layers, and of `denoise` and `digits`.
private let shapes =
  [8, 16, 32, 64, 128, 256].flatMap { [($0, $0), ($0, $0 / 2)] }
  + [(514, 514), (514, 257), (784, 10)]

/// The two kinds of products of a layer. That of the inputs' gradients is a forward product too.
func measureProducts() {
  for (inputs, outputs) in shapes {
    let flops = 2 * batchSize * inputs * outputs
    let size = "\(batchSize)×\(inputs)×\(outputs), \(flops) flops"
    Benchmark("product: forward \(size)") { benchmark in
      let product = Product(inputs: inputs, outputs: outputs)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { product.forward() }
    }
    Benchmark("product: gradient \(size)") { benchmark in
      let product = Product(inputs: inputs, outputs: outputs)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { product.gradient() }
    }
  }
}

/// A dense layer's matrices, in panels as the trainer has them.
private final class Product {
  private let inputs: Int
  private let outputs: Int
  // [input panels][batch][lanes]
  private let x: Floats
  // [output panels][inputs][lanes]
  private let kernel: Floats
  // [output panels][batch][lanes]
  private let y: Floats
  private let zeros = Floats(lanes)
  private let depths: [DepthBlock]

  init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
    x = Floats(panelCount(inputs) * batchSize * lanes)
    kernel = Floats(panelCount(outputs) * inputs * lanes)
    y = Floats(panelCount(outputs) * batchSize * lanes)
    depths = (0..<panelCount(inputs)).map { panel in
      DepthBlock(
        a: panel * batchSize * lanes, b: panel * lanes * lanes,
        depth: min(lanes, inputs - panel * lanes))
    }
  }

  /// y = x · kernel
  func forward() {
    depths.withUnsafeBufferPointer { depths in
      computeProduct(
        ProductOperands(
          blocks: depths.baseAddress!, blockCount: depths.count,
          a: x.base, aRowStride: lanes, aDepthStride: 1,
          b: kernel.base, bPanelStride: inputs * lanes,
          start: zeros.base, startRowStride: 0, startPanelStride: 0,
          c: y.base, cRowStride: lanes, cPanelStride: batchSize * lanes),
        rows: batchSize, panels: panelCount(outputs))
    }
  }

  /// kernel = xᵀ · y, a panel of inputs at a time
  func gradient() {
    let batch = DepthBlock(a: 0, b: 0, depth: batchSize)
    withUnsafePointer(to: batch) { batch in
      for panel in 0..<panelCount(inputs) {
        computeProduct(
          ProductOperands(
            blocks: batch, blockCount: 1,
            a: x.base + panel * batchSize * lanes, aRowStride: 1, aDepthStride: lanes,
            b: y.base, bPanelStride: batchSize * lanes,
            start: zeros.base, startRowStride: 0, startPanelStride: 0,
            c: kernel.base + panel * lanes * lanes, cRowStride: lanes,
            cPanelStride: inputs * lanes),
          rows: min(lanes, inputs - panel * lanes), panels: panelCount(outputs))
      }
    }
  }
}
