import Kernels
import Networks

/// The numbers of one batch normalization: a batch's statistics, what shards leave for them, and the
/// moving averages.
struct NormalizedBatch: BitwiseCopyable {
  let input: PanelSignal
  let output: PanelSignal
  let samplesPerShard: Int
  /// One row of panels each.
  let mean: UnsafeMutablePointer<Float>
  let variance: UnsafeMutablePointer<Float>
  let movingMean: UnsafeMutablePointer<Float>
  let movingVariance: UnsafeMutablePointer<Float>
  let gamma: UnsafeMutablePointer<Float>?
  let beta: UnsafeMutablePointer<Float>?
  let epsilon: Float
  let momentum: Float
  /// The numbers of the moving averages among the tensors.
  let movingNumbers: (mean: Int, variance: Int)
  /// Whether training, too, takes the moving averages: the layer is frozen.
  let isFrozen: Bool
  /// For each shard one row of panels: mean and squares in the forward pass, Σ dY and Σ dY·x̂ in the
  /// backward pass.
  let parts: (first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>)
  /// Rows of each shard.
  let partRows: UnsafeMutablePointer<Int32>
  /// Σ dY and Σ dY·x̂ over the batch.
  let sums: UnsafeMutablePointer<Float>
  let products: UnsafeMutablePointer<Float>

  var panels: Int { input.values.panels }
  /// Floats from a shard's row to the next.
  var partStride: Int { panels * lanes }

  func partCount(_ sampleCount: Int) -> Int {
    (sampleCount + samplesPerShard - 1) / samplesPerShard
  }

  func usesBatch(_ context: UnsafePointer<StepContext>) -> Bool {
    context.pointee.isTraining && !isFrozen
  }

  /// The normalization of one panel.
  func normalization(_ panel: Int, usesBatch: Bool) -> Kernels.Normalization {
    let offset = panel * lanes
    return Kernels.Normalization(
      mean: (usesBatch ? mean : movingMean) + offset,
      variance: (usesBatch ? variance : movingVariance) + offset,
      gamma: gamma.map { UnsafePointer($0 + offset) },
      beta: beta.map { UnsafePointer($0 + offset) },
      epsilon: epsilon, channels: min(lanes, input.values.columns - offset))
  }

  /// Calls `body` with each shard among the samples, and each panel of its rows.
  @inline(__always)
  func forEachPart(
    _ samples: Range<Int>,
    _ body: (_ panel: Int, _ place: Int, _ row: Int, _ rows: Int) -> Void
  ) {
    for first in stride(from: samples.lowerBound, to: samples.upperBound, by: samplesPerShard) {
      let end = min(first + samplesPerShard, samples.upperBound)
      let rows = input.rows(of: first..<end)
      for panel in 0..<panels {
        body(
          panel, first / samplesPerShard * partStride + panel * lanes, rows.lowerBound, rows.count)
      }
    }
  }
}

/// Leaves each shard's part of the batch's statistics; backward it makes the input's gradient.
final class BatchStatistics: Operation {
  private let batch: NormalizedBatch
  private let inputGradient: PanelGradient?

  init(_ batch: NormalizedBatch, inputGradient: PanelGradient?) {
    self.batch = batch
    self.inputGradient = inputGradient
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard batch.usesBatch(context) else { return }
    let values = batch.input.values
    batch.forEachPart(samples) { panel, place, row, rows in
      computeMoments(
        of: values.base + panel * values.panelStride + row * lanes, rows: rows,
        mean: batch.parts.first + place, squares: batch.parts.second + place)
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = batch.output.gradient else { return }
    let values = batch.input.values, target = inputGradient.matrix
    let usesBatch = batch.usesBatch(context), rows = batch.input.rows(of: samples)
    let write =
      inputGradient.isAdded ? accumulateNormalizationGradient : computeNormalizationGradient
    for panel in 0..<batch.panels {
      let offset = rows.lowerBound * lanes
      let sums = NormalizationSums(
        sums: batch.sums + panel * lanes, products: batch.products + panel * lanes,
        rows: context.pointee.count * batch.input.rowsPerSample)
      write(
        batch.normalization(panel, usesBatch: usesBatch), usesBatch ? sums : nil,
        values.base + panel * values.panelStride + offset,
        gradient.base + panel * gradient.panelStride + offset,
        target.base + panel * target.panelStride + offset, rows.count)
    }
  }
}

/// Normalizes; backward it leaves each shard's part of the gradients by β and γ.
final class NormalizingOperation: Operation {
  private let batch: NormalizedBatch

  init(_ batch: NormalizedBatch) {
    self.batch = batch
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let from = batch.input.values, to = batch.output.values
    let usesBatch = batch.usesBatch(context), rows = batch.input.rows(of: samples)
    for panel in 0..<batch.panels {
      computeNormalized(
        batch.normalization(panel, usesBatch: usesBatch),
        inputs: from.base + panel * from.panelStride + rows.lowerBound * lanes,
        outputs: to.base + panel * to.panelStride + rows.lowerBound * lanes, rows: rows.count)
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = batch.output.gradient else { return }
    let values = batch.input.values, usesBatch = batch.usesBatch(context)
    guard usesBatch else { return }
    batch.forEachPart(samples) { panel, place, row, rows in
      computeNormalizationSums(
        batch.normalization(panel, usesBatch: usesBatch),
        inputs: values.base + panel * values.panelStride + row * lanes,
        outputGradient: gradient.base + panel * gradient.panelStride + row * lanes, rows: rows,
        sums: batch.parts.first + place, products: batch.parts.second + place)
    }
  }
}

/// Brings the shards' parts together, in ascending order.
final class BatchNormalizationReduction: BatchReduction {
  private let batch: NormalizedBatch

  init(_ batch: NormalizedBatch) {
    self.batch = batch
  }

  override func finishForward(_ context: UnsafePointer<StepContext>) {
    let count = context.pointee.count, parts = batch.partCount(count)
    for part in 0..<parts {
      let samples = min(batch.samplesPerShard, count - part * batch.samplesPerShard)
      batch.partRows[part] = Int32(truncatingIfNeeded: samples * batch.input.rowsPerSample)
    }
    for panel in 0..<batch.panels {
      let offset = panel * lanes
      combineMoments(
        means: batch.parts.first + offset, squares: batch.parts.second + offset,
        stride: batch.partStride, rows: batch.partRows, parts: parts, mean: batch.mean + offset,
        variance: batch.variance + offset)
    }
    updateMovingAverage(
      batch.movingMean, batch: batch.mean, momentum: batch.momentum, count: batch.partStride)
    updateMovingAverage(
      batch.movingVariance, batch: batch.variance, momentum: batch.momentum,
      count: batch.partStride)
  }

  override func forEachPart(
    _ body: (_ parts: UnsafeMutablePointer<Float>, _ floatsPerShard: Int) -> Void
  ) {
    body(batch.parts.first, batch.partStride)
    body(batch.parts.second, batch.partStride)
  }

  override func count(into counts: UnsafeMutablePointer<Int>) {
    counts[batch.movingNumbers.mean] += batch.input.values.columns
    counts[batch.movingNumbers.variance] += batch.input.values.columns
  }

  override func finishBackward(_ context: UnsafePointer<StepContext>) {
    let parts = batch.partCount(context.pointee.count)
    for panel in 0..<batch.panels {
      let offset = panel * lanes
      combineSums(
        batch.parts.first + offset, stride: batch.partStride, parts: parts,
        sums: batch.sums + offset)
      combineSums(
        batch.parts.second + offset, stride: batch.partStride, parts: parts,
        sums: batch.products + offset)
    }
  }
}

/// The gradient by γ or β: the sum of what the shards left, in one task.
final class NormalizationScaleGradient: WeightGradient {
  private let tensor: WeightTensor
  private let batch: NormalizedBatch
  private let parts: UnsafePointer<Float>

  init(_ tensor: WeightTensor, _ batch: NormalizedBatch, parts: UnsafePointer<Float>) {
    self.tensor = tensor
    self.batch = batch
    self.parts = parts
    super.init([tensor])
  }

  override var taskCount: Int { 1 }

  override func gradientFloats(of task: Int) -> Int { batch.partStride }

  override func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    let first = samples.lowerBound / batch.samplesPerShard
    let count = batch.partCount(samples.upperBound) - first
    for panel in 0..<batch.panels {
      combineSums(
        parts + first * batch.partStride + panel * lanes, stride: batch.partStride, parts: count,
        sums: gradient + panel * lanes)
    }
  }

  override func forEachRun(
    of task: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    body(tensor, 0, 0, batch.partStride)
  }

  override func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {
    counts[tensor.number] += tensor.placement.count
  }
}
