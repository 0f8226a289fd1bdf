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
/// all shards of a batch; by itself, and with Adam's update behind it or beside it.
func measureReductions() {
  for batchSize in [32, 128, 1_024] {
    for (title, update) in [("", nil), (", then Adam", false), (", Adam beside", true)] {
      let flops = 2 * batchSize * ReducedBlock.rows * ReducedBlock.panels * lanes
      let size = "\(ReducedBlock.rows)×\(ReducedBlock.panels * lanes) of 514×514"
      Benchmark("reduction: \(size), batch \(batchSize)\(title), \(flops) flops") { benchmark in
        let block = ReducedBlock(batchSize: batchSize)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
          switch update {
          case nil: block.reduce()
          case true?: block.reduceBesideUpdate()
          case false?: block.reduceAndUpdate()
          }
        }
      }
    }
  }
}

/// A block of weights, its gradient and its moments.
private final class ReducedBlock {
  static let rows = 128
  static let panels = 2
  private static let floats = rows * panels * lanes
  private let product: Product
  private let weights = Floats(floats)
  private let first = Floats(floats)
  private let second = Floats(floats)
  private let rule = OptimizerRule.named("Adam", settings: adamSettings)

  init(batchSize: Int) {
    rule?.next(rate: 0.001)
    product = Product(inputs: Self.rows, outputs: Self.panels * lanes, batchSize: batchSize)
  }

  func reduce() { product.gradient() }

  func reduceAndUpdate() {
    product.gradient()
    rule?.update(
      weights.base, gradient: product.kernel.base, first: first.base, second: second.base,
      third: weights.base, count: Self.floats)
  }

  func reduceBesideUpdate() {
    guard var update = rule?.trailingUpdate(weights.base) else { return }
    product.forEachGradient { operands, rows, panel in
      computeProduct(operands, rows: rows, panels: Self.panels, beside: &update)
      let offset = panel * lanes * lanes
      update.follow(
        WeightBlock(
          weights: weights.base + offset, first: first.base + offset, second: second.base + offset,
          stride: Self.rows * lanes, gradient: product.kernel.base + offset,
          gradientStride: Self.rows * lanes, vectorsPerRun: rows, runs: Self.panels))
    }
    update.finish()
  }
}

/// A dense layer's matrices, in panels as the trainer has them.
private final class Product {
  private let inputs: Int
  private let outputs: Int
  private let batchSize: Int
  // From a panel of the batch to the next: 3 cache lines beyond a power of two, since the trainer spreads
  // its panels over the sets of the cache too.
  private let batchStride: Int
  // [input panels][batch][lanes]
  private let x: Floats
  // [output panels][inputs][lanes]
  let kernel: Floats
  // [output panels][batch][lanes]
  private let y: Floats
  private let zeros = Floats(lanes)
  private let depths: [DepthBlock]

  init(inputs: Int, outputs: Int, batchSize: Int) {
    self.inputs = inputs
    self.outputs = outputs
    self.batchSize = batchSize
    batchStride = batchSize * lanes + 48
    x = Floats(panelCount(inputs) * batchStride)
    kernel = Floats(panelCount(outputs) * inputs * lanes)
    y = Floats(panelCount(outputs) * batchStride)
    depths = (0..<panelCount(inputs)).map { [batchStride] panel in
      DepthBlock(
        a: panel * batchStride, b: panel * lanes * lanes,
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
          c: y.base, cRowStride: lanes, cPanelStride: batchStride,
          lastColumns: outputs - (panelCount(outputs) - 1) * lanes),
        rows: batchSize, panels: panelCount(outputs))
    }
  }

  /// kernel = xᵀ · y
  func gradient() {
    forEachGradient { operands, rows, _ in
      computeProduct(operands, rows: rows, panels: panelCount(outputs))
    }
  }

  /// Calls `body` with the product of each panel of inputs, its rows, and the panel's number.
  func forEachGradient(_ body: (ProductOperands, _ rows: Int, _ panel: Int) -> Void) {
    let batch = DepthBlock(a: 0, b: 0, depth: batchSize)
    withUnsafePointer(to: batch) { batch in
      for panel in 0..<panelCount(inputs) {
        let operands = ProductOperands(
          blocks: batch, blockCount: 1,
          a: x.base + panel * batchStride, aRowStride: 1, aDepthStride: lanes,
          b: y.base, bPanelStride: batchStride,
          start: zeros.base, startRowStride: 0, startPanelStride: 0,
          c: kernel.base + panel * lanes * lanes, cRowStride: lanes,
          cPanelStride: inputs * lanes, lastColumns: outputs - (panelCount(outputs) - 1) * lanes)
        body(operands, min(lanes, inputs - panel * lanes), panel)
      }
    }
  }
}
