import Kernels
import Networks

extension Convolution: PanelLayer {
  var hasWorkPerSample: Bool { Size.rank > 1 }

  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let geometry = try WindowGeometry(
      call, dataFormat, kernel: kernelSize.sizes, strides: strides.sizes,
      dilation: dilation.sizes, padding: padding)
    let function = try builder.function(of: call, activation)
    guard groups == 1 else { return [try lowerGroups(call, geometry, function, builder)] }
    let shape = ConvolutionShape(
      geometry, channels: call.inputs[0].values.columns, filters: filters)
    return [
      try builder.applying(function, call) { (inner, output) throws(ModelError) in
        // One transformed kernel serves one call, and follows weights that learn.
        if shape.usesWinograd(builder.convolution), call.layer.calls.count == 1,
          let gradient = builder.gradientRows(of: output)
        {
          try builder.addWinograd(
            shape, call, output, outputGradient: gradient, function: inner)
        } else {
          let kernel = try builder.weights.tensor(call.parameter(.kernel)!)
          let bias = try builder.weights.tensor(ofOptional: call.parameter(.bias))
          try builder.addConvolution(
            shape, call.inputs[0], output, kernel: kernel, bias: bias, function: inner)
        }
      }
    ]
  }

  /// Each group of channels by itself, and what comes of them side by side.
  private func lowerGroups(
    _ call: PanelCall, _ geometry: WindowGeometry, _ function: RowFunction,
    _ builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    let shape = ConvolutionShape(
      geometry, channels: call.inputs[0].values.columns / groups, filters: filters / groups)
    let layout = WeightPlacement.Layout.blocks(width: shape.filters)
    let kernel = try builder.weights.tensor(call.parameter(.kernel)!, layout: layout)
    let bias = try builder.weights.tensor(
      ofOptional: call.parameter(.bias), layout: layout)
    let sizes = Array(call.outputShape.dimensions.dropLast())
    var outputs: [PanelSignal] = []
    for group in 0..<groups {
      let input = try builder.columns(
        group * shape.channels..<(group + 1) * shape.channels, of: call.inputs[0], call.inputShape)
      let output = try builder.signal(
        Shape(sizes + [shape.filters]), behind: [input], learns: call.isTrained)
      try builder.addConvolution(
        shape, input, output, kernel: kernel.block(group), bias: bias?.block(group),
        function: .identity)
      outputs.append(output)
    }
    let all = try builder.concatenate(outputs, call.outputShape)
    if case .identity = function { return all }
    return try builder.function(function, of: all, call.outputShape)
  }
}

extension WeightTensor {
  /// One of the blocks that its columns are laid out in.
  fileprivate func block(_ number: Int) -> WeightTensor {
    part(placement.blocks(number..<number + 1))
  }
}

extension PanelBuilder {
  /// A convolution as a product whose inner dimension runs over taps and channels, read in place:
  /// no image is ever unrolled. Only borders need copies.
  func addConvolution(
    _ shape: ConvolutionShape, _ input: PanelSignal, _ output: PanelSignal, kernel: WeightTensor,
    bias: WeightTensor?, function: RowFunction
  ) throws(ModelError) {
    let padded = shape.geometry.isPadded ? try makePaddedInput(shape) : nil
    let source = padded?.target ?? input.values
    let taps = shape.geometry.taps.map { $0.height * shape.geometry.padded.width + $0.width }
    let blocks = depthBlocks(
      taps: taps.enumerated().map { (index: $0, row: $1) }, source: source, inputs: shape.channels)
    let walk = RowWalk(
      segmentRows: shape.geometry.output.width, segmentsPerSample: shape.geometry.output.height,
      source: RowPlaces(shape.geometry.padded, strides: shape.geometry.strides),
      target: RowPlaces(shape.geometry.output),
      blocks: tables.make(blocks), blockCount: blocks.count)
    let inputGradient = gradient(by: input)
    var transposed: PanelMatrix?
    if let outputGradient = gradientRows(of: output) {
      let rows = SampleRows(input)
      transposed = try gradients.addProduct(
        of: kernel,
        OuterProducts(
          source: padded.map { tables.make([$0.target]) } ?? input.place, sourceRowStride: 1,
          sourceDepthStride: walk.source.rowStep * lanes, outputGradient: outputGradient.place,
          segments: tables.make(segments(of: walk)), moments: nil,
          segmentsPerSample: walk.segmentsPerSample,
          rowsPerSample: walk.rowsPerSample, tapRows: tables.make(taps)),
        reads: [
          padded.map { .copy(SampleCopy(rows: rows, copy: $0)) } ?? .rows(rows),
          .rows(outputGradient),
        ], taps: taps.count, inputs: shape.channels, needsTransposed: inputGradient != nil)
    }
    let bias = try addBias(bias, output)
    var backward: ProductOperation.Backward?
    if let inputGradient, let transposed {
      backward = try makeBackward(
        shape.geometry, filters: kernel.placement.columns, output, inputGradient,
        transposed: transposed)
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
          a: walk.source.row(sample, segment) * lanes,
          b: walk.target.row(sample, segment) * lanes,
          depth: walk.segmentRows)
      }
    }
  }

  private func makePaddedInput(_ shape: ConvolutionShape) throws(ModelError) -> BorderedCopy {
    BorderedCopy(
      target: try images(shape.geometry.padded, columns: shape.channels),
      size: shape.geometry.input, targetSize: shape.geometry.padded, offset: shape.geometry.before)
  }

  /// The input's gradient is a convolution of the output's gradient, bordered with zeros, with the kernel
  /// turned by half a turn; positions that strides tell apart meet taps of their own.
  ///
  /// - Parameter filters: with those that only fill the last panel of a block of a kernel.
  private func makeBackward(
    _ geometry: WindowGeometry, filters: Int, _ output: PanelSignal,
    _ inputGradient: PanelGradient, transposed: PanelMatrix
  ) throws(ModelError) -> ProductOperation.Backward {
    let phases = StridePhases(geometry)
    let copy = BorderedCopy(
      target: try images(phases.bordered, columns: filters), size: geometry.output,
      targetSize: phases.bordered, offset: phases.border)
    let walks = phases.phases.map { phase in
      let blocks = depthBlocks(taps: phase.taps, source: copy.target, inputs: filters)
      return RowWalk(
        segmentRows: phase.columns.count, segmentsPerSample: phase.rows.count,
        source: RowPlaces(
          phases.bordered, first: Size2D(phase.rows.origin, phase.columns.origin)),
        target: RowPlaces(
          geometry.input, first: Size2D(phase.rows.first, phase.columns.first),
          strides: geometry.strides),
        blocks: tables.make(blocks), blockCount: blocks.count)
    }
    return ProductOperation.Backward(
      inputGradient: inputGradient, kernelTransposed: transposed, walks: tables.make(walks),
      walkCount: walks.count, borderedGradient: copy, zeros: zeros)
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

extension RowPlaces {
  /// The rows of images, from a first one on, or every stride-th of them.
  fileprivate init(_ size: Size2D, first: Size2D = Size2D(0, 0), strides: Size2D = Size2D(1, 1)) {
    self.init(
      origin: first.height * size.width + first.width, rowStep: strides.width,
      segmentStep: strides.height * size.width, sampleStep: size.height * size.width)
  }
}
