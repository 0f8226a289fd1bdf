import Kernels
import Networks

/// An output of the network: scores its rows, and hands out predictions.
///
/// Each row's part of the loss is kept, and summed in an order that shapes fix.
class Head {
  let loss: RowLoss
  private let isMeanOverColumns: Bool
  let weight: Double
  let metrics: MetricRows
  let targets: BatchReader
  /// Rows of the output that one sample has, and its columns.
  let rowsPerSample: Int
  let columns: Int
  /// Each row's part of the loss, before scaling.
  let losses: RowValues
  /// For each row 1 where it counts, else 0; `nil` where all do.
  let weights: RowValues?
  /// 1 over the number of positions that the batch's loss is a mean of, and what a slope is multiplied
  /// by; set by the leader.
  private var positionScale = 0.0
  private var slopeScale: Float = 0
  /// The samples that both are for.
  private var scaledCount = 0
  /// Where predictions go, row-major, sample after sample; set by the leader before a run.
  var predictions: UnsafeMutablePointer<Float>?

  /// What all kinds of heads are made of.
  struct Parts {
    let output: OutputTraining
    let metrics: MetricRows
    let targets: BatchReader
    let rowsPerSample: Int
    let columns: Int
    let losses: RowValues
    let weights: RowValues?

    /// Makes room for what is kept of each row.
    ///
    /// - Parameters:
    ///   - rows: of what buffers have room for, with those that only fill vectors.
    ///   - isMasked: whether some rows may not count.
    ///   - shards: see `RowValues`.
    init(
      _ output: OutputTraining, targets: BatchReader, rows: Int, rowsPerSample: Int = 1,
      columns: Int, isMasked: Bool = false, shards: RowValues.Shards? = nil, arena: Arena,
      tables: Tables
    ) throws(ModelError) {
      self.output = output
      self.targets = targets
      self.rowsPerSample = rowsPerSample
      self.columns = columns
      metrics = try MetricRows(
        output.metrics, rows: rows, shards: shards, arena: arena, tables: tables)
      losses = try RowValues(rows: rows, shards: shards, arena: arena)
      weights = isMasked ? try RowValues(rows: rows, shards: shards, arena: arena) : nil
    }
  }

  init(_ parts: Parts) {
    let output = parts.output
    guard
      let rowLoss = RowLoss(
        kerasName: output.loss.rawValue, ofLogits: output.isLogits && output.loss.isCrossentropy)
    else { preconditionFailure("no kernel computes \(output.loss.rawValue)") }
    loss = rowLoss
    isMeanOverColumns = output.loss.isMeanOverColumns
    weight = output.weight
    metrics = parts.metrics
    targets = parts.targets
    rowsPerSample = parts.rowsPerSample
    columns = parts.columns
    losses = parts.losses
    weights = parts.weights
  }

  /// Scores some samples, or hands their predictions out.
  final func forward(_ shard: Shard, _ context: UnsafePointer<StepContext>) {
    if context.pointee.isScored {
      targets.read(shard, context)
      score(shard, isTraining: context.pointee.isTraining, slopeScale: slopeScale)
      if losses.sumsShards {
        losses.finish(shard)
        metrics.finish(shard)
      }
    } else if let predictions {
      let floats = rowsPerSample * columns, first = context.pointee.first
      unpack(shard.stored, into: predictions + (first + shard.samples.lowerBound) * floats)
    }
  }

  /// Writes losses and matches of the samples' rows, and in training the gradient by the output.
  func score(_ shard: Shard, isTraining: Bool, slopeScale: Float) {}

  /// Copies the rows of samples out of their buffers, row-major.
  func unpack(_ stored: Range<Int>, into predictions: UnsafeMutablePointer<Float>) {}

  /// Settles where the batch's targets lie and how many positions it has; called by the leader between
  /// phases.
  final func begin(_ context: StepContext) {
    targets.begin(context)
    guard context.count != scaledCount, weights == nil else { return }
    scaledCount = context.count
    positionScale = 1 / Double(context.count * rowsPerSample * (isMeanOverColumns ? columns : 1))
    slopeScale = Float(weight * positionScale)
  }

  /// The same of a batch of which so many rows count; called before any is scored.
  final func setSlope(ofMeanOver rows: Double) {
    slopeScale = Float(weight * positionScale(ofRows: rows))
  }

  /// As in Keras, the mean over nothing is 0.
  private func positionScale(ofRows rows: Double) -> Double {
    rows == 0 ? 0 : 1 / (rows * Double(isMeanOverColumns ? columns : 1))
  }

  /// The mean loss of the batch that has just been scored, weighted.
  @inline(__always)
  final func batchLoss(_ sampleCount: Int) -> Double {
    let scale =
      weights == nil ? positionScale : positionScale(ofRows: countedRows(sampleCount))
    return weight * (losses.sum(overRows: sampleCount * rowsPerSample) * scale)
  }

  /// How many rows of the batch that has just been scored count.
  @inline(__always)
  private func countedRows(_ sampleCount: Int) -> Double {
    let rows = sampleCount * rowsPerSample
    return weights?.sum(overRows: rows) ?? Double(rows)
  }

  /// The samples whose metrics count: of one that counts in part, that part.
  final func countedSamples(_ sampleCount: Int) -> Double {
    countedRows(sampleCount) / Double(rowsPerSample)
  }

  /// Adds the metrics of the batch that has just been scored.
  ///
  /// - Parameter isTraining: Keras on JAX loses the mask before it takes the metrics of a training step, which are over
  ///   all rows therefore; those of an evaluation are over the rows that count.
  @inline(__always)
  final func addMetrics(_ sampleCount: Int, isTraining: Bool, to values: inout MetricValues) {
    let rows = sampleCount * rowsPerSample
    metrics.addMeans(
      overRows: rows, counted: isTraining ? Double(rows) : countedRows(sampleCount), to: &values)
  }
}

/// An output in panels.
final class PanelHead: Head {
  private let output: PanelSignal
  private let targetRows: PanelSignal
  /// The rows that count; `nil` where all do.
  private let mask: TimeMask?

  init(_ parts: Parts, output: PanelSignal, targets: PanelSignal, mask: TimeMask? = nil) {
    self.output = output
    targetRows = targets
    self.mask = mask
    super.init(parts)
  }

  override func score(_ shard: Shard, isTraining: Bool, slopeScale: Float) {
    let rows = RowSet(output.rows(of: shard.stored))
    let predictions = output.values.rows(rows), targets = targetRows.values.rows(rows)
    computeLosses(
      loss, predictions: predictions, targets: targets,
      gradient: isTraining ? output.gradient?.rows(rows) : nil, scale: slopeScale,
      losses: losses.values + rows.first)
    metrics.compute(predictions: predictions, targets: targets, firstRow: rows.first)
    if let mask, let weights {
      leaveOut(output.rows(of: shard.stored), mask, weights, isTraining: isTraining)
    }
  }

  /// Takes losses and slopes from the rows that do not count, and in an evaluation metrics; see `addMetrics`.
  private func leaveOut(
    _ rows: Range<Int>, _ mask: TimeMask, _ weights: RowValues, isTraining: Bool
  ) {
    for row in rows {
      weights.values[row] = mask.counts[row] ? 1 : 0
      guard !mask.counts[row] else { continue }
      losses.values[row] = 0
      if !isTraining {
        metrics.clear(row)
      } else if let gradient = output.gradient {
        clearRow(row, of: gradient)
      }
    }
  }

  override func unpack(_ stored: Range<Int>, into predictions: UnsafeMutablePointer<Float>) {
    let rows = output.rows(of: stored)
    for row in rows {
      unpackRow(
        output.values.pointer(row: row), panelStride: output.values.panelStride, columns: columns,
        into: predictions + (row - rows.lowerBound) * columns)
    }
  }
}

/// An output whose samples are interleaved.
final class InterleavedHead: Head {
  private let output: InterleavedSignal
  private let targetRows: InterleavedSignal

  init(_ parts: Parts, output: InterleavedSignal, targets: InterleavedSignal) {
    self.output = output
    targetRows = targets
    super.init(parts)
  }

  override func score(_ shard: Shard, isTraining: Bool, slopeScale: Float) {
    let predictions = output.values.rows(shard.stored)
    let targets = targetRows.values.rows(shard.stored), first = shard.stored.lowerBound
    computeLosses(
      loss, predictions: predictions, targets: targets,
      gradient: isTraining ? output.gradient?.rows(shard.stored) : nil, scale: slopeScale,
      losses: losses.values + first)
    metrics.compute(predictions: predictions, targets: targets, firstRow: first)
  }

  override func unpack(_ stored: Range<Int>, into predictions: UnsafeMutablePointer<Float>) {
    unpackRows(output.values.rows(stored), into: predictions)
  }
}

/// An output in a row-major matrix.
final class RowMajorHead: Head {
  private let output: RowMajorSignal
  private let targetRows: RowMajorMatrix

  init(_ parts: Parts, output: RowMajorSignal, targets: RowMajorMatrix) {
    self.output = output
    targetRows = targets
    super.init(parts)
  }

  override func score(_ shard: Shard, isTraining: Bool, slopeScale: Float) {
    let samples = shard.stored
    let predictions = output.values.rows(samples).panelRows
    let targets = targetRows.rows(samples).panelRows
    computeLosses(
      loss, predictions: predictions, targets: targets,
      gradient: isTraining ? output.gradient?.rows(samples).panelRows : nil, scale: slopeScale,
      losses: losses.values + samples.lowerBound)
    metrics.compute(
      predictions: predictions, targets: targets, firstRow: samples.lowerBound)
  }

  override func unpack(_ stored: Range<Int>, into predictions: UnsafeMutablePointer<Float>) {
    for sample in stored {
      (predictions + (sample - stored.lowerBound) * columns).update(
        from: output.values.row(sample), count: columns)
    }
  }
}
