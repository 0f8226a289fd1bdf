import Kernels
import Networks

/// A whole step of a small chain of dense layers, without shards and blocks: where a layer has a
/// dozen weights, dealing work out costs more than doing it.
///
/// Samples lie across the vectors, so that layers of any width fill them, and a bias is its kernel's
/// last row, which meets an input of 1. The same tile computes the products as elsewhere. One worker
/// does it all; sums over the batch are taken in each lane first, then over the lanes.
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
  /// One vector of zeros.
  var zeros: UnsafePointer<Float>
  /// The gradient, laid out as the parameter array.
  var gradient: UnsafeMutablePointer<Float>

  /// Forward pass, loss and backward pass of the whole batch.
  func propagate<Watch: Stopwatch>(_ stopwatch: inout Watch) {
    let context = buffers.context.pointee, count = context.sampleCount
    gatherSamples(order: context.order, from: context.inputs, into: input.first(count))
    stopwatch.lap(.other)
    for index in 0..<linkCount {
      links[index].forward(count, weights: buffers.weights, zeros: zeros)
    }
    stopwatch.lap(.forward)
    if let targets = context.targets {
      gatherSamples(order: context.order, from: targets, into: self.targets.first(count))
      score(context)
    }
    if let predictions = context.predictions { unpackRows(output.first(count), into: predictions) }
    stopwatch.lap(.other)
    guard context.isTraining else { return }
    for index in (0..<linkCount).reversed() {
      links[index].backward(count, weights: buffers.weights, zeros: zeros)
    }
    stopwatch.lap(.backward)
  }

  /// Loss and accuracy, and the gradient by the network's output.
  private func score(_ context: StepContext) {
    let count = context.sampleCount
    let predictions = output.first(count), targets = targets.first(count)
    let gradient = context.isTraining ? outputGradient.first(count) : nil
    switch loss {
    case .meanSquaredError:
      squaredErrors(
        predictions: predictions, targets: targets, gradient: gradient,
        scale: context.lossScale, losses: buffers.rowLosses)
    case .binaryCrossentropy:
      binaryCrossentropies(
        predictions: predictions, targets: targets, gradient: gradient,
        scale: context.lossScale, losses: buffers.rowLosses)
    case .categoricalCrossentropy:
      categoricalCrossentropies(
        predictions: predictions, targets: targets, gradient: gradient,
        scale: context.lossScale, losses: buffers.rowLosses)
    }
    if reportsAccuracy {
      accuracies(predictions: predictions, targets: targets, matches: buffers.rowMatches)
    }
  }

  /// Sums the gradient over the batch and updates the weights.
  func update<Watch: Stopwatch>(worker: Int, _ stopwatch: inout Watch) {
    let context = buffers.context.pointee
    var penalty = 0.0
    for index in 0..<linkCount where links[index].kernel.isTrainable {
      let link = links[index], offset = link.kernel.offset
      link.computeGradient(context.sampleCount, into: gradient + offset)
      stopwatch.lap(.reduce)
      penalty += link.addPenalties(weights: buffers.weights, gradient: gradient)
      if let copy = context.gradientCopy {
        (copy + offset).update(from: gradient + offset, count: link.floats)
      }
      updateWeights(
        buffers.weights + offset, gradient: gradient + offset,
        first: buffers.firstMoments + offset, second: buffers.secondMoments + offset,
        count: link.floats, by: context.optimizerStep)
      let covered = buffers.coverage + worker * buffers.coverageStride + link.firstTensor
      covered[0] += link.kernel.weightCount
      if let bias = link.bias { covered[1] += bias.weightCount }
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
  /// Whether the weights of one output are neighbours, and not those of one input.
  var isByOutputs: Bool
  /// Floats of kernel and bias together.
  var floats: Int
  /// The inner dimension forward, input and bias, and backward, the outputs; one run each.
  var forwardRun: UnsafeMutablePointer<DepthBlock>
  var backwardRun: UnsafeMutablePointer<DepthBlock>

  /// Floats from a weight to that of the next input, and of the next output.
  private var strides: (input: Int, output: Int) {
    isByOutputs
      ? (1, panelCount(inputAndOne.columns) * lanes) : (panelCount(output.columns) * lanes, 1)
  }

  /// The input, with the ones behind it where there is a bias.
  private var inputAndOne: LaneRows {
    var rows = input
    if bias != nil { rows.columns += 1 }
    return rows
  }

  func forward(_ count: Int, weights: UnsafePointer<Float>, zeros: UnsafePointer<Float>) {
    let strides = strides
    computeProduct(
      ProductOperands(
        blocks: forwardRun, blockCount: 1,
        a: weights + kernel.offset, aRowStride: strides.output, aDepthStride: strides.input,
        b: input.base, bPanelStride: input.panelStride,
        start: zeros, startRowStride: 0, startPanelStride: 0,
        c: output.base, cRowStride: lanes, cPanelStride: output.panelStride),
      rows: output.columns, panels: panelCount(count))
    activation.apply(to: output.first(count))
  }

  func backward(_ count: Int, weights: UnsafePointer<Float>, zeros: UnsafePointer<Float>) {
    activation.multiplyDerivative(
      outputs: output.first(count), gradient: outputGradient.first(count))
    guard let inputGradient else { return }
    let strides = strides
    computeProduct(
      ProductOperands(
        blocks: backwardRun, blockCount: 1,
        a: weights + kernel.offset, aRowStride: strides.input, aDepthStride: strides.output,
        b: outputGradient.base, bPanelStride: outputGradient.panelStride,
        start: zeros, startRowStride: 0, startPanelStride: 0,
        c: inputGradient.base, cRowStride: lanes, cPanelStride: inputGradient.panelStride),
      rows: input.columns, panels: panelCount(count))
  }

  /// Writes the gradient of kernel and bias over the first `count` samples.
  func computeGradient(_ count: Int, into gradient: UnsafeMutablePointer<Float>) {
    let inputs = inputAndOne.first(count), outputs = outputGradient.first(count)
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
    guard slice.l1 != 0 || slice.l2 != 0 else { return 0 }
    return Double(
      addPenalty(
        l1: slice.l1, l2: slice.l2, weights: weights + slice.offset,
        gradient: gradient + slice.offset, count: slice.floatCount))
  }
}

extension LaneRows {
  /// The first `count` rows.
  func first(_ count: Int) -> LaneRows {
    LaneRows(base: base, panelStride: panelStride, columns: columns, count: count)
  }
}
