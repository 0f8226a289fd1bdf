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
  /// The rows that statistics are taken of; `nil` where these are all.
  let mask: TimeMask?
  /// For each shard one row of panels: mean and squares in the forward pass, Σ dY and Σ dY·x̂ in the
  /// backward pass.
  let parts: (first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>)
  /// Rows of each shard.
  let partRows: UnsafeMutablePointer<Int32>
  /// The same where there is a mask, as shards leave it.
  let countedRows: UnsafeMutablePointer<Float>
  /// Rows of the batch that statistics were taken of.
  let batchRows: UnsafeMutablePointer<Int>
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

  /// Calls `body` with neighbouring rows, and whether statistics are taken of them.
  @inline(__always)
  func forEachRun(of rows: Range<Int>, _ body: (_ run: Range<Int>, _ counts: Bool) -> Void) {
    guard let mask else { return body(rows, true) }
    var first = rows.lowerBound
    while first < rows.upperBound {
      let counts = mask.counts[first]
      var end = first + 1
      while end < rows.upperBound, mask.counts[end] == counts { end += 1 }
      body(first..<end, counts)
      first = end
    }
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
      let base = values.base + panel * values.panelStride + row * lanes
      let mean = batch.parts.first + place, squares = batch.parts.second + place
      if let mask = batch.mask {
        let count = computeMoments(
          of: base, rows: rows, where: mask.counts + row, mean: mean, squares: squares)
        batch.countedRows[place / batch.partStride] = Float(count)
      } else {
        computeMoments(of: base, rows: rows, mean: mean, squares: squares)
      }
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let inputGradient, let gradient = batch.output.gradient else { return }
    let values = batch.input.values, target = inputGradient.matrix
    let usesBatch = batch.usesBatch(context), rows = batch.input.rows(of: samples)
    let write =
      inputGradient.isAdded ? accumulateNormalizationGradient : computeNormalizationGradient
    for panel in 0..<batch.panels {
      let sums = NormalizationSums(
        sums: batch.sums + panel * lanes, products: batch.products + panel * lanes,
        rows: batch.batchRows.pointee)
      batch.forEachRun(of: rows) { run, counts in
        let offset = run.lowerBound * lanes
        // Of other rows statistics do not depend.
        write(
          batch.normalization(panel, usesBatch: usesBatch), usesBatch && counts ? sums : nil,
          values.base + panel * values.panelStride + offset,
          gradient.base + panel * gradient.panelStride + offset,
          target.base + panel * target.panelStride + offset, run.count)
      }
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
