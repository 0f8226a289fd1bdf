import Kernels
import Networks

/// A step of any chain: stages forward and backward for shards of the batch, then updates of blocks
/// of weights.
///
/// **Why disjoint pieces may run at once.** `propagate` on a range of shards writes only the rows
/// of those shards' samples: in every signal, in the targets and in the results per sample.
/// `update` on different pieces writes only those pieces' weights, moments, transposed copies and
/// penalties; what it reads, the signals, no piece of that phase writes. Scratch memory and coverage
/// are the worker's own. Where a tree reduces, `propagate` on a group also writes that group's
/// gradient, and `update` sums in the gradients of its own pieces.
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
  /// The memory of `input` and `targets` for batches that are gathered.
  var gatheredInput: UnsafeMutablePointer<Float>
  var gatheredTargets: UnsafeMutablePointer<Float>
  var loss: Loss
  var reportsAccuracy: Bool
  /// One vector of zeros.
  var zeros: UnsafePointer<Float>
  /// For each worker a gradient of the largest piece.
  var scratch: UnsafeMutablePointer<Float>
  var scratchStride: Int
  /// The gradients of groups of samples, where a tree adds them up.
  var groups: GradientGroups?
  /// Samples that go through all stages together.
  var samplesPerPass: Int

  /// Whether the first layer alone reads the batch, so that it can be pointed at another one.
  var readsPackedBatches: Bool {
    switch stages[0] {
    case .product(let product): product.paddedInput == nil
    case .narrow: true
    case .recurrence, .activation, .flatten: false
    }
  }

  /// Points whatever reads the batch at where it lies: packed beforehand, or gathered.
  ///
  /// Safe: the leader does so between phases, when no worker reads a stage or an update.
  mutating func bind(_ context: StepContext) {
    guard readsPackedBatches else { return }
    let isPacked = context.order == nil
    input.values.base =
      isPacked ? UnsafeMutablePointer(mutating: context.inputs) : gatheredInput
    if isPacked, let packed = context.targets {
      targets.base = UnsafeMutablePointer(mutating: packed)
    } else {
      targets.base = gatheredTargets
    }
    // The first layer's kernel has the first update.
    switch stages[0] {
    case .product(var product):
      product.input.values.base = input.values.base
      stages[0] = .product(product)
      updates[0].source.base = input.values.base
    case .narrow(var narrow):
      narrow.input.values.base = input.values.base
      stages[0] = .narrow(narrow)
      updates[0].deltas.base = input.values.base
    case .recurrence, .activation, .flatten:
      break
    }
  }

  /// Forward pass, loss and backward pass of some shards.
  func propagate<Watch: Stopwatch>(
    _ shards: Range<Int>, samplesPerShard: Int, _ stopwatch: inout Watch
  ) {
    let count = buffers.context.pointee.sampleCount
    propagate(
      shards.lowerBound * samplesPerShard..<min(shards.upperBound * samplesPerShard, count),
      &stopwatch)
  }

  /// The same for a group of samples, and the gradient of all weights by them.
  func propagate<Watch: Stopwatch>(
    group: Int, of groups: GradientGroups, _ stopwatch: inout Watch
  ) {
    let samples = groups.samples(of: group, sampleCount: buffers.context.pointee.sampleCount)
    for first in stride(from: samples.lowerBound, to: samples.upperBound, by: samplesPerPass) {
      propagate(first..<min(first + samplesPerPass, samples.upperBound), &stopwatch)
    }
    for index in 0..<buffers.pieceCount {
      updates[pieces[index].update].computeGradient(
        of: pieces[index], samples: samples,
        gradient: groups.gradient(group: group, block: index), zeros: zeros)
    }
    stopwatch.lap(.reduce)
  }

  private func propagate<Watch: Stopwatch>(_ samples: Range<Int>, _ stopwatch: inout Watch) {
    let context = buffers.context.pointee
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
    _ samples: Range<Int>, _ order: UnsafePointer<Int32>?
  ) {
    // A packed batch lies there already.
    guard let order else { return }
    gatherSamples(
      samples, order: order, from: data, rowsPerSample: rowsPerSample, panels: target.panels,
      into: target.base, panelStride: target.panelStride)
  }

  /// Loss and accuracy of some rows, and the gradient by the network's output.
  private func score(_ rows: RowSet, _ context: StepContext) {
    let predictions = output.values.rows(rows), targets = targets.rows(rows)
    let gradient = context.isTraining ? output.gradient.rows(rows) : nil
    computeLosses(
      loss.ofRows, predictions: predictions, targets: targets, gradient: gradient,
      scale: context.lossScale,
      losses: buffers.rowLosses + rows.first)
    if reportsAccuracy {
      accuracies(
        predictions: predictions, targets: targets, matches: buffers.rowMatches + rows.first)
    }
  }

  /// Sums the gradient of one block of weights over the batch and updates the block.
  func update<Watch: Stopwatch>(_ index: Int, worker: Int, _ stopwatch: inout Watch) {
    let piece = pieces[index]
    let update = updates + piece.update
    if var trailing = trailingUpdate() {
      buffers.penalties[index] = update.pointee.computeGradient(
        of: piece, samples: 0..<buffers.context.pointee.sampleCount,
        gradient: scratch + worker * scratchStride, zeros: zeros, followedBy: &trailing,
        of: buffers)
      stopwatch.lap(.reduce)
    } else {
      let gradient = sumGradient(index, worker: worker)
      stopwatch.lap(.reduce)
      var penalty = 0.0
      update.pointee.forEachRun(of: piece) { offset, gradientOffset, count in
        penalty += buffers.update(
          update.pointee.slice, at: offset, gradient: gradient + gradientOffset, count: count)
      }
      buffers.penalties[index] = penalty
    }
    update.pointee.transpose(piece, weights: buffers.weights)
    buffers.coverage[worker * buffers.coverageStride + piece.update] += update.pointee.weightCount(
      of: piece)
    stopwatch.lap(.update)
  }

  /// The update that goes on beside the gradient's sums; `nil` where the gradient is wanted as a
  /// whole, or where it would not pay.
  private func trailingUpdate() -> TrailingUpdate? {
    guard TrailingUpdate.isWorthwhile, groups == nil, buffers.context.pointee.gradientCopy == nil
    else { return nil }
    return TrailingUpdate(buffers.context.pointee.optimizerStep, weights: buffers.weights)
  }

  /// The gradient of one block of weights by the whole batch.
  private func sumGradient(_ index: Int, worker: Int) -> UnsafeMutablePointer<Float> {
    let piece = pieces[index], count = buffers.context.pointee.sampleCount
    let update = updates + piece.update
    if let groups {
      return groups.sum(
        block: index, floats: update.pointee.gradientFloats(of: piece), sampleCount: count)
    }
    let gradient = scratch + worker * scratchStride
    update.pointee.computeGradient(of: piece, samples: 0..<count, gradient: gradient, zeros: zeros)
    return gradient
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
