import Kernels
import Networks

/// What one step works on; the leader writes it between phases, when no piece is under way.
struct StepContext: BitwiseCopyable {
  /// Row-major data, rows padded to whole vectors: see `PaddedData`.
  var inputs: UnsafePointer<Float>
  var targets: UnsafePointer<Float>?
  /// Which samples the batch takes, in its order.
  var order: UnsafePointer<Int32>
  var sampleCount: Int
  /// 1 over the number of positions that the loss is a mean of.
  var lossScale: Float
  /// Whether gradients are computed.
  var isTraining: Bool
  var optimizerStep: OptimizerStep
  /// Where the whole gradient, penalties included, is kept if somebody wants to see it; laid out
  /// as the parameter array.
  var gradientCopy: UnsafeMutablePointer<Float>?
  /// Where predictions go, row-major, in the order of the batch.
  var predictions: UnsafeMutablePointer<Float>?
}

/// The phases of a step, as pieces of work for a team.
///
/// **Why disjoint pieces may run at once.** `propagate` on a range of shards writes only the rows
/// of those shards' samples: in every signal, in the targets and in the results per sample.
/// `update` on a range of pieces writes only those pieces' weights, moments, transposed copies and
/// penalties; what it reads, the signals, no piece of that phase writes. Scratch memory and coverage
/// are the worker's own.
struct StepWork: TeamWork, BitwiseCopyable, @unchecked Sendable {
  /// Numbers of the phases.
  enum Phase {
    static let propagate = 0
    static let update = 1
  }

  var context: UnsafeMutablePointer<StepContext>
  var stages: UnsafeMutablePointer<Stage>
  var stageCount: Int
  var updates: UnsafeMutablePointer<ParameterUpdate>
  var updateCount: Int
  var pieces: UnsafeMutablePointer<ParameterUpdate.Piece>
  var pieceCount: Int
  var input: Signal
  var output: Signal
  var targets: PanelMatrix
  var loss: Loss
  var reportsAccuracy: Bool
  var samplesPerShard: Int
  /// The parameter array and the optimizer's arrays of the same layout.
  var weights: UnsafeMutablePointer<Float>
  var firstMoments: UnsafeMutablePointer<Float>
  var secondMoments: UnsafeMutablePointer<Float>
  /// One entry a row of the output: its part of the loss (before scaling), and whether it is right.
  var rowLosses: UnsafeMutablePointer<Float>
  var rowMatches: UnsafeMutablePointer<Float>
  /// One entry a piece.
  var penalties: UnsafeMutablePointer<Double>
  /// One vector of zeros.
  var zeros: UnsafePointer<Float>
  /// For each worker a gradient of the largest piece.
  var scratch: UnsafeMutablePointer<Float>
  var scratchStride: Int
  /// For each worker and tensor the weights whose gradient it has computed.
  var coverage: UnsafeMutablePointer<Int>
  var coverageStride: Int
  /// For each worker the pieces it has done; shares the coverage's stride.
  var piecesDone: UnsafeMutablePointer<Int>

  func perform(_ phase: Int, _ range: Range<Int>, worker: Int) {
    var stopwatch = NoStopwatch()
    perform(phase, range, worker: worker, &stopwatch)
  }

  /// Does pieces and times their parts.
  @inline(__always)
  func perform<Watch: Stopwatch>(
    _ phase: Int, _ range: Range<Int>, worker: Int, _ stopwatch: inout Watch
  ) {
    stopwatch.start()
    piecesDone[worker * coverageStride] += range.count
    if phase == Phase.propagate {
      propagate(range, &stopwatch)
    } else {
      for index in range { update(index, worker: worker, &stopwatch) }
    }
  }

  /// Forward pass, loss and backward pass of some shards.
  private func propagate<Watch: Stopwatch>(_ shards: Range<Int>, _ stopwatch: inout Watch) {
    let context = context.pointee
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
    let losses = rowLosses + rows.first
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
      accuracies(predictions: predictions, targets: targets, matches: rowMatches + rows.first)
    }
  }

  /// Sums the gradient of one block of weights over the batch and updates the block.
  private func update<Watch: Stopwatch>(
    _ index: Int, worker: Int, _ stopwatch: inout Watch
  ) {
    let piece = pieces[index]
    let update = updates + piece.update
    let gradient = scratch + worker * scratchStride
    update.pointee.computeGradient(
      of: piece, samples: context.pointee.sampleCount, gradient: gradient, zeros: zeros)
    stopwatch.lap(.reduce)
    let l1 = update.pointee.slice.l1, l2 = update.pointee.slice.l2
    var total = 0.0
    update.pointee.forEachRun(of: piece) { offset, gradientOffset, count in
      let run = gradient + gradientOffset
      if l1 != 0 || l2 != 0 {
        total += Double(
          addPenalty(l1: l1, l2: l2, weights: weights + offset, gradient: run, count: count))
      }
      if let copy = context.pointee.gradientCopy {
        (copy + offset).update(from: run, count: count)
      }
      updateWeights(
        weights + offset, gradient: run, first: firstMoments + offset,
        second: secondMoments + offset, count: count, by: context.pointee.optimizerStep)
    }
    penalties[index] = total
    update.pointee.transpose(piece, weights: weights)
    coverage[worker * coverageStride + piece.update] += update.pointee.weightCount(of: piece)
    stopwatch.lap(.update)
  }
}
