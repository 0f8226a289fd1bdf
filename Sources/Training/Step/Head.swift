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

    /// Makes room for what is kept of each row.
    ///
    /// - Parameters:
    ///   - rows: of what buffers have room for, with those that only fill vectors.
    ///   - shards: see `RowValues`.
    init(
      _ output: OutputTraining, targets: BatchReader, rows: Int, rowsPerSample: Int = 1,
      columns: Int, shards: RowValues.Shards? = nil, arena: Arena, tables: Tables
    ) throws(ModelError) {
      self.output = output
      self.targets = targets
      self.rowsPerSample = rowsPerSample
      self.columns = columns
      metrics = try MetricRows(
        output.metrics, rows: rows, shards: shards, arena: arena, tables: tables)
      losses = try RowValues(rows: rows, shards: shards, arena: arena)
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
    guard context.count != scaledCount else { return }
    scaledCount = context.count
    positionScale = 1 / Double(context.count * rowsPerSample * (isMeanOverColumns ? columns : 1))
    slopeScale = Float(weight * positionScale)
  }

  /// The mean loss of the batch that has just been scored, weighted.
  @inline(__always)
  final func batchLoss(_ sampleCount: Int) -> Double {
    weight * (losses.sum(overRows: sampleCount * rowsPerSample) * positionScale)
  }

  /// Adds the metrics of the batch that has just been scored.
  @inline(__always)
  final func addMetrics(_ sampleCount: Int, to values: inout MetricValues) {
    metrics.addMeans(overRows: sampleCount * rowsPerSample, to: &values)
  }
}

/// An output in panels.
final class PanelHead: Head {
  private let output: PanelSignal
  private let targetRows: PanelSignal

  init(_ parts: Parts, output: PanelSignal, targets: PanelSignal) {
    self.output = output
    targetRows = targets
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
