import Kernels
import Networks

extension Convolution: PanelLayer {
  var hasWorkPerSample: Bool { Size.rank > 1 }

  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    guard groups == 1 else { throw call.error("groups can be counted, but not trained") }
    let shape = ConvolutionShape(
      try WindowGeometry(
        call, dataFormat, kernel: kernelSize.sizes, strides: strides.sizes,
        dilation: dilation.sizes, padding: padding),
      channels: call.inputs[0].values.columns, filters: filters)
    let function = try builder.function(of: call, activation)
    return [
      try builder.applying(function, call) { (inner, output) throws(ModelError) in
        // One transformed kernel serves one call, and follows weights that learn.
        if shape.usesWinograd(builder.convolution), call.layer.calls.count == 1,
          let gradient = builder.gradientRows(of: output)
        {
          try builder.addWinograd(
            shape, call, output, outputGradient: gradient, function: inner)
        } else {
          try builder.addConvolution(shape, call, output, function: inner)
        }
      }
    ]
  }
}

extension PanelBuilder {
  /// A convolution as a product whose inner dimension runs over taps and channels, read in place:
  /// no image is ever unrolled. Only borders and strides need copies with gaps.
  func addConvolution(
    _ shape: ConvolutionShape, _ call: PanelCall, _ output: PanelSignal, function: RowFunction
  ) throws(ModelError) {
    let input = call.inputs[0]
    let padded = shape.geometry.isPadded ? try makePaddedInput(shape) : nil
    let source = padded?.target ?? input.values
    let taps = shape.geometry.taps.map { $0.height * shape.geometry.padded.width + $0.width }
    let blocks = depthBlocks(taps: taps, source: source, inputs: shape.channels)
    let walk = RowWalk(
      segmentRows: shape.geometry.output.width, segmentsPerSample: shape.geometry.output.height,
      rowStep: shape.geometry.strides.width,
      segmentStep: shape.geometry.strides.height * shape.geometry.padded.width,
      sampleStep: shape.geometry.padded.height * shape.geometry.padded.width, origin: 0,
      blocks: tables.make(blocks), blockCount: blocks.count)
    let kernel = try weights.tensor(call.parameter(.kernel)!)
    let inputGradient = gradient(by: input)
    var transposed: PanelMatrix?
    if let outputGradient = gradientRows(of: output) {
      let rows = SampleRows(input)
      transposed = try gradients.addProduct(
        of: kernel,
        OuterProducts(
          source: padded.map { tables.make([$0.target]) } ?? input.place, sourceRowStride: 1,
          sourceDepthStride: walk.rowStep * lanes, outputGradient: outputGradient.place,
          segments: tables.make(segments(of: walk)), moments: nil,
          segmentsPerSample: walk.segmentsPerSample,
          rowsPerSample: walk.rowsPerSample, tapRows: tables.make(taps)),
        reads: [
          padded.map { .copy(SampleCopy(rows: rows, copy: $0)) } ?? .rows(rows),
          .rows(outputGradient),
        ], taps: taps.count, inputs: shape.channels, needsTransposed: inputGradient != nil)
    }
    let bias = try addBias(call.parameter(.bias), output)
    var backward: ProductOperation.Backward?
    if let inputGradient, let transposed {
      backward = try makeBackward(shape, output, inputGradient, transposed: transposed)
    }
    add(
      ProductOperation(
        ProductOperation.Parts(
          input: input, output: output, function: function, kernel: kernel.matrix, bias: bias,
          walk: walk, paddedInput: padded, backward: backward)), level: output.level)
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

  private func makePaddedInput(_ shape: ConvolutionShape) throws(ModelError) -> SpacedCopy {
    SpacedCopy(
      target: try images(shape.geometry.padded, columns: shape.channels),
      size: shape.geometry.input, targetWidth: shape.geometry.padded.width,
      targetRowsPerSample: shape.geometry.padded.height * shape.geometry.padded.width,
      offset: shape.geometry.before,
      step: Size2D(1, 1))
  }

  /// The input's gradient is a convolution of the output's gradient, spread by the strides and
  /// bordered by a kernel's width less one, with the kernel turned by half a turn.
  private func makeBackward(
    _ shape: ConvolutionShape, _ output: PanelSignal, _ inputGradient: PanelGradient,
    transposed: PanelMatrix
  ) throws(ModelError) -> ProductOperation.Backward {
    let border = Size2D(
      (shape.geometry.kernel.height - 1) * shape.geometry.dilation.height,
      (shape.geometry.kernel.width - 1) * shape.geometry.dilation.width)
    let spread = Size2D(
      shape.geometry.input.height + shape.geometry.before.height + border.height,
      shape.geometry.input.width + shape.geometry.before.width + border.width)
    let copy = SpacedCopy(
      target: try images(spread, columns: shape.filters),
      size: shape.geometry.output, targetWidth: spread.width,
      targetRowsPerSample: spread.height * spread.width, offset: border,
      step: shape.geometry.strides)
    // Input row y meets tap dy of output row (y + before − dy) / stride, which the copy holds at
    // row y + before − dy + border.
    let taps = shape.geometry.taps.map {
      (border.height - $0.height) * spread.width + border.width - $0.width
    }
    let blocks = depthBlocks(taps: taps, source: copy.target, inputs: shape.filters)
    let walk = RowWalk(
      segmentRows: shape.geometry.input.width, segmentsPerSample: shape.geometry.input.height,
      rowStep: 1,
      segmentStep: spread.width, sampleStep: spread.height * spread.width,
      origin: shape.geometry.before.height * spread.width + shape.geometry.before.width,
      blocks: tables.make(blocks), blockCount: blocks.count)
    return ProductOperation.Backward(
      inputGradient: inputGradient, kernelTransposed: transposed, walk: walk, spreadGradient: copy,
      zeros: zeros)
  }

  /// Room for a batch of images.
  func images(_ size: Size2D, columns: Int) throws(ModelError) -> PanelMatrix {
    guard let rows = checkedProduct([size.height, size.width, batchSize]) else {
      throw ModelError(
        "a batch of \(batchSize) images of \(size.height)×\(size.width) is too large to address")
    }
    return try arena.takeMatrix(rows: rows, columns: columns)
  }
}
