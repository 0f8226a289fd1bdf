import Kernels
import Networks

/// A step of any chain: stages forward and backward for shards of the batch, then updates of blocks
/// of weights.
///
/// **Why disjoint pieces may run at once.** `propagate` on a range of shards writes only the rows
/// of those shards' samples: in every signal, in the targets and in the results per sample.
/// `update` on different pieces writes only those pieces' weights, moments, transposed copies and
/// penalties; what it reads, the signals, no piece of that phase writes. Scratch memory and coverage
/// are the worker's own.
struct StagedStep: BitwiseCopyable {
  var buffers: StepBuffers
  var stages: UnsafeMutablePointer<Stage>
  var stageCount: Int
  var updates: UnsafeMutablePointer<ParameterUpdate>
  var updateCount: Int
  var pieces: UnsafeMutablePointer<ParameterUpdate.Piece>
  var input: Signal
  var output: Signal
  var targets: PanelMatrix
  var loss: Loss
  var reportsAccuracy: Bool
  /// One vector of zeros.
  var zeros: UnsafePointer<Float>
  /// For each worker a gradient of the largest piece.
  var scratch: UnsafeMutablePointer<Float>
  var scratchStride: Int

  /// Forward pass, loss and backward pass of some shards.
  func propagate<Watch: Stopwatch>(
    _ shards: Range<Int>, samplesPerShard: Int, _ stopwatch: inout Watch
  ) {
    let context = buffers.context.pointee
    let samples =
      shards.lowerBound
      * samplesPerShard..<min(shards.upperBound * samplesPerShard, context.sampleCount)
    load(context.inputs, into: input.values, input.rowsPerSample, samples, context.order)
    stopwatch.lap(.other)
    for index in 0..<stageCount { stages[index].forward(samples) }
    stopwatch.lap(.forward)
    if let targets = context.targets {
      load(targets, into: self.targets, output.rowsPerSample, samples, context.order)
      score(RowSet(output.rows(of: samples)), context)
    }
    if let predictions = context.predictions {
      for row in output.rows(of: samples) {
        unpackRow(
          output.values.pointer(row: row), panelStride: output.values.panelStride,
          columns: output.values.columns, into: predictions + row * output.values.columns)
      }
    }
    stopwatch.lap(.other)
    guard context.isTraining else { return }
    for index in (0..<stageCount).reversed() { stages[index].backward(samples) }
    stopwatch.lap(.backward)
  }

  private func load(
    _ data: UnsafePointer<Float>, into target: PanelMatrix, _ rowsPerSample: Int,
    _ samples: Range<Int>, _ order: UnsafePointer<Int32>
  ) {
    gatherSamples(
      samples, order: order, from: data, rowsPerSample: rowsPerSample, panels: target.panels,
      into: target.base, panelStride: target.panelStride)
  }

  /// Loss and accuracy of some rows, and the gradient by the network's output.
  private func score(_ rows: RowSet, _ context: StepContext) {
    let predictions = output.values.rows(rows), targets = targets.rows(rows)
    let gradient = context.isTraining ? output.gradient.rows(rows) : nil
    let losses = buffers.rowLosses + rows.first
    switch loss {
    case .meanSquaredError:
      squaredErrors(
        predictions: predictions, targets: targets, gradient: gradient,
        scale: context.lossScale, losses: losses)
    case .binaryCrossentropy:
      binaryCrossentropies(
        predictions: predictions, targets: targets, gradient: gradient,
        scale: context.lossScale, losses: losses)
    case .categoricalCrossentropy:
      categoricalCrossentropies(
        predictions: predictions, targets: targets, gradient: gradient,
        scale: context.lossScale, losses: losses)
    }
    if reportsAccuracy {
      accuracies(
        predictions: predictions, targets: targets, matches: buffers.rowMatches + rows.first)
    }
  }

  /// Sums the gradient of one block of weights over the batch and updates the block.
  func update<Watch: Stopwatch>(_ index: Int, worker: Int, _ stopwatch: inout Watch) {
    let context = buffers.context.pointee, weights = buffers.weights
    let piece = pieces[index]
    let update = updates + piece.update
    let gradient = scratch + worker * scratchStride
    update.pointee.computeGradient(
      of: piece, samples: context.sampleCount, gradient: gradient, zeros: zeros)
    stopwatch.lap(.reduce)
    let l1 = update.pointee.slice.l1, l2 = update.pointee.slice.l2
    var total = 0.0
    update.pointee.forEachRun(of: piece) { offset, gradientOffset, count in
      let run = gradient + gradientOffset
      if l1 != 0 || l2 != 0 {
        total += Double(
          addPenalty(l1: l1, l2: l2, weights: weights + offset, gradient: run, count: count))
      }
      if let copy = context.gradientCopy {
        (copy + offset).update(from: run, count: count)
      }
      updateWeights(
        weights + offset, gradient: run, first: buffers.firstMoments + offset,
        second: buffers.secondMoments + offset, count: count, by: context.optimizerStep)
    }
    buffers.penalties[index] = total
    update.pointee.transpose(piece, weights: weights)
    buffers.coverage[worker * buffers.coverageStride + piece.update] += update.pointee.weightCount(
      of: piece)
    stopwatch.lap(.update)
  }

  /// Rebuilds all transposed copies.
  func refreshTransposes() {
    for index in 0..<updateCount {
      for piece in updates[index].pieces(update: index) {
        updates[index].transpose(piece, weights: buffers.weights)
      }
    }
  }
}
