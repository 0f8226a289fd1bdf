import Kernels
import Networks

/// A dense layer with few outputs on many inputs, whose weights lie with the inputs of an output
/// side by side: output = activation(input · kernelᵀ + bias).
///
/// The rows of its outputs would fill a part of their vectors only; its inputs fill them all.
///
/// **Why shards may run at once.** It takes samples a vector at a time, so it reads and writes up to a
/// whole number of `lanes` rows. Every shard but the last is that long, as are the groups that a tree
/// reduces; what lies behind the last is padding that `makeSignal` leaves and nobody else touches.
struct NarrowStage: BitwiseCopyable {
  var input: Signal
  var output: Signal
  var activation: Activation
  /// [outputs, inputs]
  var kernel: PanelMatrix
  /// One row of the output's panels; zeros where the layer has no bias.
  var bias: UnsafeMutablePointer<Float>
  /// How the input's gradient is made; absent where nothing before this stage learns.
  var inputGradientWalk: RowWalk?
  /// One row of zeros, as wide as the input.
  var zeros: UnsafeMutablePointer<Float>

  func forward(_ samples: Range<Int>) {
    computeInnerProducts(
      InnerProductOperands(
        a: input.values.pointer(row: samples.lowerBound), aPanelStride: input.values.panelStride,
        b: kernel.base, bPanelStride: kernel.panelStride, panels: input.values.panels,
        start: bias, c: output.values.pointer(row: samples.lowerBound),
        cPanelStride: output.values.panelStride),
      rows: samples.count, columns: output.values.columns)
    activation.apply(to: output.values, RowSet(output.rows(of: samples)))
  }

  func backward(_ samples: Range<Int>) {
    activation.multiplyDerivative(
      outputs: output.values, gradient: output.gradient, RowSet(output.rows(of: samples)))
    inputGradientWalk?.computeProduct(
      source: output.gradient, weights: kernel, target: input.gradient, start: zeros,
      startPanelStride: lanes, samples: samples)
  }
}

extension PlanBuilder {
  /// Whether a layer is a dense one of vectors whose outputs would leave a fifth of their vectors'
  /// lanes or more idle, on so many inputs that the sums over lanes do not count.
  ///
  /// It takes a vector of samples at a time, so there are none in chains of images, whose shards are
  /// single samples.
  func isNarrow(_ layer: ResolvedLayer) -> Bool {
    guard let dense = layer.description.layer as? Dense, layer.inputShape.rank == 1, !hasImages
    else { return false }
    let inputs = layer.inputShape.dimensions[0]
    return inputs % lanes == 0 && inputs >= 8 * lanes
      && 5 * dense.units <= 4 * panelCount(dense.units) * lanes
  }

  /// A narrow dense layer: kernel and gradient are transposed, so that inputs lie along the vectors.
  mutating func lowerNarrow(
    _ dense: Dense, _ layer: ResolvedLayer, _ input: Signal
  ) throws(ModelError) -> Signal {
    let output = try makeSignal(layer.outputShape, hasGradient: true)
    let needsInputGradient = somethingLearns
    let slice = takeSlice()
    plan(
      ParameterUpdate(
        slice: slice, source: output.gradient, sourceRowStride: 1, sourceDepthStride: lanes,
        deltas: input.values, segments: nil, segmentsPerSample: 1, rowsPerSample: 1,
        tapRows: tables.make([0]), taps: 1, inputs: dense.units, transposed: nil))
    stages.append(
      .narrow(
        NarrowStage(
          input: input, output: output, activation: dense.activation,
          kernel: slice.matrix(in: weights),
          bias: takeBias(dense.usesBias, deltas: output.gradient, rowsPerSample: 1),
          inputGradientWalk: needsInputGradient
            ? rowByRow(1, source: output.gradient, inputs: dense.units) : nil,
          zeros: zeros)))
    return output
  }
}
