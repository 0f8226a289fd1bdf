import Kernels
import Networks

extension PlanBuilder {
  /// A convolution as a product whose inner dimension runs over taps and channels, read in place:
  /// no image is ever unrolled. Only borders and strides need copies with gaps.
  mutating func lowerConvolution(
    _ convolution: Conv2D, _ layer: ResolvedLayer, _ input: Signal
  ) throws(ModelError) -> Signal {
    let output = try makeSignal(layer.outputShape, hasGradient: true)
    let shape = ConvolutionShape(convolution, input: layer.inputShape, output: layer.outputShape)
    let needsInputGradient = somethingLearns
    let slice = takeSlice()

    let padded = shape.isPadded ? try makePaddedInput(shape, input) : nil
    let source = padded?.target ?? input.values
    let taps = shape.taps.map { $0.height * shape.padded.width + $0.width }
    let blocks = depthBlocks(taps: taps, source: source, inputs: shape.channels)
    let walk = RowWalk(
      segmentRows: shape.output.width, segmentsPerSample: shape.output.height,
      rowStep: convolution.strides.width,
      segmentStep: convolution.strides.height * shape.padded.width,
      sampleStep: shape.padded.height * shape.padded.width, origin: 0,
      blocks: tables.make(blocks), blockCount: blocks.count)

    let transposed =
      needsInputGradient
      ? try arena.takeMatrix(
        rows: shape.taps.count * convolution.filters, columns: shape.channels) : nil
    plan(
      ParameterUpdate(
        slice: slice, source: source, sourceRowStride: 1,
        sourceDepthStride: walk.rowStep * lanes, deltas: output.gradient,
        segments: tables.make(segments(of: walk)), segmentsPerSample: walk.segmentsPerSample,
        rowsPerSample: walk.rowsPerSample, tapRows: tables.make(taps), taps: taps.count,
        inputs: shape.channels, transposed: transposed))
    let bias = takeBias(
      convolution.usesBias, deltas: output.gradient, rowsPerSample: output.rowsPerSample)
    var inputGradient: ProductStage.InputGradient?
    if let transposed {
      inputGradient = try makeInputGradient(shape, output, transposed: transposed)
    }
    stages.append(
      .product(
        ProductStage(
          input: input, output: output, activation: convolution.activation,
          kernel: slice.matrix(in: weights), bias: bias, forwardWalk: walk, paddedInput: padded,
          inputGradient: inputGradient)))
    return output
  }

  /// The runs of rows that a kernel's gradient sums over: the segments of all samples.
  private func segments(of walk: RowWalk) -> [DepthBlock] {
    (0..<batchSize).flatMap { sample in
      (0..<walk.segmentsPerSample).map { segment in
        DepthBlock(
          a: (sample * walk.sampleStep + segment * walk.segmentStep) * lanes,
          b: (sample * walk.rowsPerSample + segment * walk.segmentRows) * lanes,
          depth: walk.segmentRows)
      }
    }
  }

  private func makePaddedInput(
    _ shape: ConvolutionShape, _ input: Signal
  ) throws(ModelError) -> SpacedCopy {
    SpacedCopy(
      source: input.values, target: try makeImages(shape.padded, columns: shape.channels),
      size: shape.input, targetWidth: shape.padded.width,
      targetRowsPerSample: shape.padded.height * shape.padded.width, offset: shape.before,
      step: Size2D(1, 1))
  }

  /// The input's gradient is a convolution of the output's gradient, spread by the strides and
  /// bordered by a kernel's width less one, with the kernel turned by half a turn.
  private func makeInputGradient(
    _ shape: ConvolutionShape, _ output: Signal, transposed: PanelMatrix
  ) throws(ModelError) -> ProductStage.InputGradient {
    let border = Size2D(shape.kernel.height - 1, shape.kernel.width - 1)
    let spread = Size2D(
      shape.input.height + shape.before.height + border.height,
      shape.input.width + shape.before.width + border.width)
    let copy = SpacedCopy(
      source: output.gradient, target: try makeImages(spread, columns: shape.filters),
      size: shape.output, targetWidth: spread.width,
      targetRowsPerSample: spread.height * spread.width, offset: border, step: shape.strides)
    // Input row y meets tap dy of output row (y + before − dy) / stride, which the copy holds at
    // row y + before − dy + border.
    let taps = shape.taps.map {
      (border.height - $0.height) * spread.width + border.width - $0.width
    }
    let blocks = depthBlocks(taps: taps, source: copy.target, inputs: shape.filters)
    let walk = RowWalk(
      segmentRows: shape.input.width, segmentsPerSample: shape.input.height, rowStep: 1,
      segmentStep: spread.width, sampleStep: spread.height * spread.width,
      origin: shape.before.height * spread.width + shape.before.width,
      blocks: tables.make(blocks), blockCount: blocks.count)
    return ProductStage.InputGradient(
      kernelTransposed: transposed, walk: walk, spreadGradient: copy, zeros: zeros)
  }

  private func makeImages(_ size: Size2D, columns: Int) throws(ModelError) -> PanelMatrix {
    guard let rows = checkedProduct([size.height, size.width, batchSize]) else {
      throw ModelError(
        "a batch of \(batchSize) images of \(size.height)×\(size.width) is too large to address")
    }
    return try arena.takeMatrix(rows: rows, columns: columns)
  }
}

/// The sizes of one convolution.
private struct ConvolutionShape {
  let kernel: Size2D
  let strides: Size2D
  let input: Size2D
  let output: Size2D
  let channels: Int
  let filters: Int
  /// Rows and columns of zeros above and left of the input.
  let before: Size2D
  /// The input with its border.
  let padded: Size2D

  init(_ convolution: Conv2D, input: Shape, output: Shape) {
    kernel = convolution.kernelSize
    strides = convolution.strides
    self.input = Size2D(input.dimensions[0], input.dimensions[1])
    self.output = Size2D(output.dimensions[0], output.dimensions[1])
    channels = input.dimensions[2]
    filters = convolution.filters
    guard convolution.padding == .same else {
      before = Size2D(0, 0)
      padded = self.input
      return
    }
    // Keras puts the odd row below and the odd column to the right.
    func total(_ input: Int, _ output: Int, _ kernel: Int, _ stride: Int) -> Int {
      max((output - 1) * stride + kernel - input, 0)
    }
    let height = total(self.input.height, self.output.height, kernel.height, strides.height)
    let width = total(self.input.width, self.output.width, kernel.width, strides.width)
    before = Size2D(height / 2, width / 2)
    padded = Size2D(self.input.height + height, self.input.width + width)
  }

  var isPadded: Bool { padded != input }

  /// The places of the kernel, row by row.
  var taps: [Size2D] {
    (0..<kernel.height).flatMap { y in (0..<kernel.width).map { Size2D(y, $0) } }
  }
}
