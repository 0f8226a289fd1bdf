import Kernels
import Networks

extension Dense: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    if builder.isNarrow(call.call) { return [try lowerNarrow(call, in: builder)] }
    let function = try builder.function(of: call, activation)
    return [
      try builder.applying(function, call) { (inner, output) throws(ModelError) in
        builder.add(
          ProductOperation(
            try builder.product(
              call.inputs[0], output, function: inner, kernel: call.parameter(.kernel)!,
              bias: call.parameter(.bias))), level: output.level)
      }
    ]
  }
}

extension PanelBuilder {
  /// A product of all rows with a kernel, and how kernel and bias learn.
  func product(
    _ input: PanelSignal, _ output: PanelSignal, function: RowFunction,
    kernel: ParameterDescription, bias: ParameterDescription?
  ) throws(ModelError) -> ProductOperation.Parts {
    let inputs = input.values.columns, outputs = output.values.columns
    let kernel = try weights.tensor(kernel)
    let inputGradient = gradient(by: input)
    var transposed: PanelMatrix?
    if let outputGradient = gradientRows(of: output) {
      transposed = try gradients.addProduct(
        of: kernel,
        OuterProducts(
          source: input.place, sourceRowStride: 1, sourceDepthStride: lanes,
          outputGradient: outputGradient.place, segments: nil, moments: nil, segmentsPerSample: 1,
          rowsPerSample: input.rowsPerSample, tapRows: tables.make([0])),
        reads: [.rows(SampleRows(input)), .rows(outputGradient)], inputs: inputs,
        needsTransposed: inputGradient != nil)
    }
    return ProductOperation.Parts(
      input: input, output: output, function: function, kernel: kernel.matrix,
      bias: try addBias(bias, output), walk: rowByRow(input.rowsPerSample, input.values, inputs),
      paddedInput: nil,
      backward: inputGradient.map { inputGradient in
        ProductOperation.Backward(
          inputGradient: inputGradient, kernelTransposed: transposed!,
          walks: tables.make([rowByRow(input.rowsPerSample, output.gradient!, outputs)]),
          walkCount: 1, borderedGradient: nil, zeros: zeros)
      })
  }

  /// The row of a bias, which learns from its output's gradient; zeros where the layer has none.
  func addBias(
    _ bias: ParameterDescription?, _ output: PanelSignal
  ) throws(ModelError) -> UnsafeMutablePointer<Float> {
    try addBias(try weights.tensor(ofOptional: bias), output)
  }

  /// The same of a bias whose place is known.
  func addBias(
    _ tensor: WeightTensor?, _ output: PanelSignal
  ) throws(ModelError) -> UnsafeMutablePointer<Float> {
    guard let tensor else { return zeros }
    if let gradient = gradientRows(of: output) {
      try gradients.addBias(tensor, outputGradient: gradient)
    }
    return tensor.matrix.base
  }

  /// The rows of a signal's gradient; `nil` where nothing before it learns.
  func gradientRows(of signal: PanelSignal) -> SampleRows? {
    signal.gradient.map {
      SampleRows(tables.make([$0]), rowsPerSample: signal.rowsPerSample)
    }
  }

  /// The walk of a dense product: one tap, no gaps.
  func rowByRow(_ rowsPerSample: Int, _ source: PanelMatrix, _ inputs: Int) -> RowWalk {
    let blocks = depthBlocks(taps: [(0, 0)], source: source, inputs: inputs)
    let places = RowPlaces(rowStep: 1, segmentStep: rowsPerSample, sampleStep: rowsPerSample)
    return RowWalk(
      segmentRows: rowsPerSample, segmentsPerSample: 1, source: places, target: places,
      blocks: tables.make(blocks), blockCount: blocks.count)
  }

  /// The runs of a product's inner dimension: tap by tap, and in each panel by panel.
  ///
  /// - Parameter taps: the number of each tap in the kernel, and the rows from an output's first source row
  ///   to the tap's.
  func depthBlocks(
    taps: [(index: Int, row: Int)], source: PanelMatrix, inputs: Int
  ) -> [DepthBlock] {
    taps.flatMap { tap in
      (0..<panelCount(inputs)).map { panel in
        DepthBlock(
          a: tap.row * lanes + panel * source.panelStride,
          b: (tap.index * inputs + panel * lanes) * lanes,
          depth: min(lanes, inputs - panel * lanes))
      }
    }
  }
}
