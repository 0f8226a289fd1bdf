import Benchmark
import Kernels

/// A batch of the ladder: large enough to leave the tiles' edges aside.
private let ladderBatchSize = 128
/// Inputs and outputs of the ladder's layers, and of `denoise` and `digits`.
private let shapes =
  [8, 16, 32, 64, 128, 256].flatMap { [($0, $0), ($0, $0 / 2)] }
  + [(514, 514), (514, 257), (784, 10)]

/// The two kinds of products of a layer; that of the inputs' gradients is a forward product too.
func measureProducts() {
  let batchSize = ladderBatchSize
  for (inputs, outputs) in shapes {
    let flops = 2 * batchSize * inputs * outputs
    let size = "\(batchSize)×\(inputs)×\(outputs), \(flops) flops"
    Benchmark("product: forward \(size)") { benchmark in
      let product = Product(inputs: inputs, outputs: outputs, batchSize: batchSize)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { product.forward() }
    }
    Benchmark("product: gradient \(size)") { benchmark in
      let product = Product(inputs: inputs, outputs: outputs, batchSize: batchSize)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { product.gradient() }
    }
  }
}

/// The second phase of a step: the gradient of one block of the largest layer's weights, summed over
/// all shards of a batch.
func measureReductions() {
  let inputPanels = 128 / lanes, outputPanels = 2
  for batchSize in [32, 128, 1_024] {
    let flops = 2 * batchSize * inputPanels * lanes * outputPanels * lanes
    let size = "\(inputPanels * lanes)×\(outputPanels * lanes) of 514×514"
    Benchmark("reduction: \(size), batch \(batchSize), \(flops) flops") { benchmark in
      let product = Product(inputs: 514, outputs: 514, batchSize: batchSize)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations {
        product.gradient(inputPanels: 0..<inputPanels, outputPanels: outputPanels)
      }
    }
  }
}

/// A dense layer's matrices, in panels as the trainer has them.
private final class Product {
  private let inputs: Int
  private let outputs: Int
  private let batchSize: Int
  // [input panels][batch][lanes]
  private let x: Floats
  // [output panels][inputs][lanes]
  private let kernel: Floats
  // [output panels][batch][lanes]
  private let y: Floats
  private let zeros = Floats(lanes)
  private let depths: [DepthBlock]

  init(inputs: Int, outputs: Int, batchSize: Int) {
    self.inputs = inputs
    self.outputs = outputs
    self.batchSize = batchSize
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

  /// kernel = xᵀ · y
  func gradient() {
    gradient(inputPanels: 0..<panelCount(inputs), outputPanels: panelCount(outputs))
  }

  /// The same for some panels of inputs, one at a time, by the first panels of outputs.
  func gradient(inputPanels: Range<Int>, outputPanels: Int) {
    let batch = DepthBlock(a: 0, b: 0, depth: batchSize)
    withUnsafePointer(to: batch) { batch in
      for panel in inputPanels {
        computeProduct(
          ProductOperands(
            blocks: batch, blockCount: 1,
            a: x.base + panel * batchSize * lanes, aRowStride: 1, aDepthStride: lanes,
            b: y.base, bPanelStride: batchSize * lanes,
            start: zeros.base, startRowStride: 0, startPanelStride: 0,
            c: kernel.base + panel * lanes * lanes, cRowStride: lanes,
            cPanelStride: inputs * lanes),
          rows: min(lanes, inputs - panel * lanes), panels: outputPanels)
      }
    }
  }
}
