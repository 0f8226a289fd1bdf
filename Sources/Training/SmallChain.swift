import Kernels
import Networks

/// A whole step of a small chain of dense layers, without shards and blocks: where a layer has a
/// dozen weights, dealing work out costs more than doing it.
///
/// Samples lie across the vectors, so that layers of any width fill them, and a bias is its kernel's
/// last row, which meets an input of 1. One worker does it all; sums over the batch are taken in each
/// lane first, then over the lanes.
struct SmallChain: BitwiseCopyable {
  var buffers: StepBuffers
  var links: UnsafeMutablePointer<LinkStep>
  var linkCount: Int
  var input: LaneRows
  var output: LaneRows
  var outputGradient: LaneRows
  var targets: LaneRows
  var loss: Loss
  var reportsAccuracy: Bool
  /// The gradient, laid out as the parameter array.
  var gradient: UnsafeMutablePointer<Float>

  /// Forward pass, loss and backward pass of the whole batch.
  @inline(__always)
  func propagate<Watch: Stopwatch>(_ stopwatch: inout Watch) {
    let context = buffers.context, count = context.pointee.sampleCount
    // Safe: one worker makes the whole step.
    links[0].input = rows(context.pointee.inputs, gatheredInto: input)
    stopwatch.lap(.other)
    for index in 0..<linkCount { links[index].forward(count, weights: buffers.weights) }
    stopwatch.lap(.forward)
    if let targets = context.pointee.targets {
      score(context, targets: rows(targets, gatheredInto: self.targets))
    }
    if let predictions = context.pointee.predictions {
      unpackRows(output.first(count), into: predictions)
    }
    stopwatch.lap(.other)
    guard context.pointee.isTraining else { return }
    for index in (0..<linkCount).reversed() {
      links[index].backward(count, weights: buffers.weights)
    }
    stopwatch.lap(.backward)
  }

  /// The batch's rows: those of a packed batch as they lie, others gathered into `buffer`.
  @inline(__always)
  private func rows(
    _ data: UnsafePointer<Float>, gatheredInto buffer: LaneRows
  ) -> LaneRows {
    let context = buffers.context, count = context.pointee.sampleCount
    guard let order = context.pointee.order else {
      return PackedBatches.rows(at: data, columns: buffer.columns, count: count)
    }
    gatherSamples(order: order, from: data, into: buffer.first(count))
    return buffer.first(count)
  }

  /// Loss and accuracy, and the gradient by the network's output.
  @inline(__always)
  private func score(_ context: UnsafePointer<StepContext>, targets: LaneRows) {
    let predictions = output.first(targets.count), scale = context.pointee.lossScale
    let gradient = context.pointee.isTraining ? outputGradient.first(targets.count) : nil
    computeLosses(
      loss.ofRows, predictions: predictions, targets: targets, gradient: gradient, scale: scale,
      losses: buffers.rowLosses)
    if reportsAccuracy {
      accuracies(predictions: predictions, targets: targets, matches: buffers.rowMatches)
    }
  }

  /// Sums the gradient over the batch and updates the weights.
  @inline(__always)
  func update<Watch: Stopwatch>(worker: Int, _ stopwatch: inout Watch) {
    let context = buffers.context
    var penalty = 0.0
    for index in 0..<linkCount where links[index].kernel.isTrainable {
      let link = links + index, offset = link.pointee.kernel.offset
      link.pointee.computeGradient(context.pointee.sampleCount, into: gradient + offset)
      stopwatch.lap(.reduce)
      if link.pointee.hasPenalties {
        penalty += link.pointee.addPenalties(weights: buffers.weights, gradient: gradient)
      }
      if let copy = context.pointee.gradientCopy {
        (copy + offset).update(from: gradient + offset, count: link.pointee.floats)
      }
      updateWeights(
        buffers.weights + offset, gradient: gradient + offset,
        first: buffers.firstMoments + offset, second: buffers.secondMoments + offset,
        count: link.pointee.floats, by: context.pointee.optimizerStep)
      let covered = buffers.coverage + worker * buffers.coverageStride + link.pointee.firstTensor
      covered[0] += link.pointee.kernel.weightCount
      if let bias = link.pointee.bias { covered[1] += bias.weightCount }
      stopwatch.lap(.update)
    }
    buffers.penalties[0] = penalty
  }
}

/// One dense layer of a small chain, with its activation.
struct LinkStep: BitwiseCopyable {
  /// Followed by a row of ones where there is a bias.
  var input: LaneRows
  /// Absent where nothing before this layer learns.
  var inputGradient: LaneRows?
  var output: LaneRows
  var outputGradient: LaneRows
  var activation: Activation
  var kernel: ParameterSlice
  var bias: ParameterSlice?
  /// The number of the kernel's tensor; the bias follows.
  var firstTensor: Int
  /// Floats from a weight to that of the next input, and of the next output.
  var inputStride: Int
  var outputStride: Int
  /// Floats of kernel and bias together.
  var floats: Int
  /// Whether kernel or bias has a penalty.
  var hasPenalties: Bool

  /// The input, with the ones behind it where there is a bias.
  private var inputAndOne: LaneRows {
    var rows = input
    if bias != nil { rows.columns += 1 }
    return rows
  }

  func forward(_ count: Int, weights: UnsafePointer<Float>) {
    computeLaneProducts(
      inputAndOne.first(count), weights: weights + kernel.offset, inputStride: inputStride,
      outputStride: outputStride, outputs: output.first(count))
    activation.apply(to: output.first(count))
  }

  func backward(_ count: Int, weights: UnsafePointer<Float>) {
    activation.multiplyDerivative(
      outputs: output.first(count), gradient: outputGradient.first(count))
    guard let inputGradient else { return }
    computeLaneProducts(
      outputGradient.first(count), weights: weights + kernel.offset, inputStride: outputStride,
      outputStride: inputStride, outputs: inputGradient.first(count))
  }

  /// Writes the gradient of kernel and bias over the first `count` samples.
  func computeGradient(_ count: Int, into gradient: UnsafeMutablePointer<Float>) {
    let inputs = inputAndOne.first(count), outputs = outputGradient.first(count)
    let isByOutputs = inputStride == 1
    computeRowProducts(
      isByOutputs ? outputs : inputs, isByOutputs ? inputs : outputs, products: gradient)
  }

  /// Adds the slopes of the penalties to the gradient and returns the penalties.
  func addPenalties(
    weights: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    penalty(of: kernel, weights, gradient) + (bias.map { penalty(of: $0, weights, gradient) } ?? 0)
  }

  private func penalty(
    of slice: ParameterSlice, _ weights: UnsafePointer<Float>,
    _ gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    slice.addPenalty(
      of: weights + slice.offset, toGradient: gradient + slice.offset, count: slice.floatCount)
  }
}

extension LaneRows {
  /// The first `count` rows.
  func first(_ count: Int) -> LaneRows {
    LaneRows(base: base, panelStride: panelStride, columns: columns, count: count)
  }
}
