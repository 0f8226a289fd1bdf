import Kernels
import Networks

/// Brings the shards' parts together, in ascending order.
final class BatchNormalizationReduction: BatchReduction {
  private let batch: NormalizedBatch
  private let averages: MovingAverages
  private let isFirstCall: Bool

  init(_ batch: NormalizedBatch, _ averages: MovingAverages) {
    self.batch = batch
    self.averages = averages
    isFirstCall = averages.callCount == 1
  }

  override func finishForward(_ context: UnsafePointer<StepContext>) {
    let count = context.pointee.count, parts = batch.partCount(count)
    var rows = 0
    for part in 0..<parts {
      let samples = min(batch.samplesPerShard, count - part * batch.samplesPerShard)
      let partRows =
        batch.mask == nil
        ? samples * batch.input.rowsPerSample : Int(batch.countedRows[part])
      batch.partRows[part] = Int32(truncatingIfNeeded: partRows)
      rows += partRows
    }
    batch.batchRows.pointee = rows
    for panel in 0..<batch.panels {
      let offset = panel * lanes
      combineMoments(
        means: batch.parts.first + offset, squares: batch.parts.second + offset,
        stride: batch.partStride, rows: batch.partRows, parts: parts, mean: batch.mean + offset,
        variance: batch.variance + offset)
    }
    averages.settle()
  }

  override func forEachPart(
    _ body: (_ parts: UnsafeMutablePointer<Float>, _ floatsPerShard: Int) -> Void
  ) {
    body(batch.parts.first, batch.partStride)
    body(batch.parts.second, batch.partStride)
    if batch.mask != nil { body(batch.countedRows, 1) }
  }

  override func count(into counts: UnsafeMutablePointer<Int>) {
    // However often a layer is called, its averages are brought up to date once.
    guard isFirstCall else { return }
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

/// The moving averages of one layer. Each of its calls in a step moves them, in Keras's order, which need not be that
/// in which their statistics are known: so all move when the last ones are.
final class MovingAverages {
  private var calls: [(batch: NormalizedBatch, place: Int)] = []
  /// How many calls' statistics of this step are known.
  private var knownCount = 0

  var callCount: Int { calls.count }

  /// - Parameter place: of the call among all, in Keras's order.
  func add(_ batch: NormalizedBatch, place: Int) {
    calls.append((batch, place))
    calls.sort { $0.place < $1.place }
  }

  /// The statistics of one call more are known.
  func settle() {
    knownCount += 1
    guard knownCount == calls.count else { return }
    knownCount = 0
    for (batch, _) in calls {
      updateMovingAverage(
        batch.movingMean, batch: batch.mean, momentum: batch.momentum, count: batch.partStride)
      updateMovingAverage(
        batch.movingVariance, batch: batch.variance, momentum: batch.momentum,
        count: batch.partStride)
    }
  }
}

/// The gradient by γ or β: the sum of what the shards left, in one task.
final class NormalizationScaleGradient: WeightGradient {
  /// What the shards of one call left.
  struct Part: BitwiseCopyable {
    let batch: NormalizedBatch
    let sums: UnsafePointer<Float>
  }

  private let tensor: WeightTensor
  private let parts: UnsafeMutablePointer<Part>
  private let count: Int

  /// - Parameter parts: one a call of the layer.
  init(_ tensor: WeightTensor, _ parts: [Part], tables: Tables) {
    self.tensor = tensor
    self.parts = tables.make(parts)
    count = parts.count
    super.init([tensor])
  }

  private var floats: Int { parts[0].batch.partStride }

  override var taskCount: Int { 1 }

  override func gradientFloats(of task: Int) -> Int { floats }

  override func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    sum(parts[0], samples, into: gradient)
    guard count > 1 else { return }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: floats) { buffer in
      guard let further = buffer.baseAddress else { return }
      for index in 1..<count {
        sum(parts[index], samples, into: further)
        accumulateVector(further, into: gradient, count: floats)
      }
    }
  }

  private func sum(
    _ part: Part, _ samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    let batch = part.batch, first = samples.lowerBound / batch.samplesPerShard
    let shards = batch.partCount(samples.upperBound) - first
    for panel in 0..<batch.panels {
      combineSums(
        part.sums + first * batch.partStride + panel * lanes, stride: batch.partStride,
        parts: shards, sums: gradient + panel * lanes)
    }
  }

  override func forEachRun(
    of task: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    body(tensor, 0, 0, floats)
  }

  override func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {
    counts[tensor.number] += tensor.placement.count
  }
}

extension PanelBuilder {
  /// The moving averages of a call's layer.
  func averages(of call: PanelCall) -> MovingAverages {
    if let known = movingAverages[call.call.layer] { return known }
    let averages = MovingAverages()
    movingAverages[call.call.layer] = averages
    return averages
  }

  /// Where Keras runs a call among those of its layer.
  func runPlace(of call: PanelCall) -> Int {
    // A walk through the graph, for those alone that need it.
    call.layer.calls.count > 1 ? runPlaces[network.output(of: call.call)] ?? 0 : 0
  }
}
