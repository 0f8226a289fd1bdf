import Kernels
import Networks

extension PlanBuilder {
  /// A dense layer: every row of the input meets the kernel by itself.
  mutating func lowerDense(
    _ dense: Dense, _ layer: ResolvedLayer, _ input: Signal
  ) throws(ModelError) -> Signal {
    let output = try makeSignal(layer.outputShape, hasGradient: true)
    let stage = try makeDenseProduct(
      input: input, output: output, activation: dense.activation, usesBias: dense.usesBias)
    stages.append(.product(stage))
    return output
  }

  /// A product of all rows with a kernel; takes the slices of kernel and bias where they are next.
  mutating func makeDenseProduct(
    input: Signal, output: Signal, activation: Activation, usesBias: Bool,
    takesBias: Bool = true
  ) throws(ModelError) -> ProductStage {
    let inputs = input.values.columns, outputs = output.values.columns
    let needsInputGradient = somethingLearns
    let slice = takeSlice()
    let transposed =
      needsInputGradient
      ? try arena.takeMatrix(rows: outputs, columns: inputs) : nil
    plan(
      ParameterUpdate(
        slice: slice, source: input.values, sourceRowStride: 1, sourceDepthStride: lanes,
        deltas: output.gradient, segments: nil, segmentsPerSample: 1,
        rowsPerSample: input.rowsPerSample, tapRows: tables.make([0]), taps: 1, inputs: inputs,
        transposed: transposed))
    let bias =
      takesBias
      ? takeBias(usesBias, deltas: output.gradient, rowsPerSample: output.rowsPerSample) : zeros
    return ProductStage(
      input: input, output: output, activation: activation,
      kernel: slice.matrix(in: weights), bias: bias,
      forwardWalk: rowByRow(input.rowsPerSample, source: input.values, inputs: inputs),
      paddedInput: nil,
      inputGradient: transposed.map { transposed in
        ProductStage.InputGradient(
          kernelTransposed: transposed,
          walk: rowByRow(input.rowsPerSample, source: output.gradient, inputs: outputs),
          spreadGradient: nil, zeros: zeros)
      })
  }

  /// The walk of a dense product: one tap, no gaps.
  func rowByRow(_ rowsPerSample: Int, source: PanelMatrix, inputs: Int) -> RowWalk {
    let blocks = depthBlocks(taps: [0], source: source, inputs: inputs)
    return RowWalk(
      segmentRows: rowsPerSample, segmentsPerSample: 1, rowStep: 1, segmentStep: rowsPerSample,
      sampleStep: rowsPerSample, origin: 0, blocks: tables.make(blocks), blockCount: blocks.count)
  }

  /// The runs of a product's inner dimension: tap by tap, and in each panel by panel.
  ///
  /// - Parameter taps: for each tap the rows from an output's first source row to the tap's.
  func depthBlocks(taps: [Int], source: PanelMatrix, inputs: Int) -> [DepthBlock] {
    var blocks: [DepthBlock] = []
    var depth = 0
    for row in taps {
      for panel in 0..<panelCount(inputs) {
        let count = min(lanes, inputs - panel * lanes)
        blocks.append(
          DepthBlock(
            a: row * lanes + panel * source.panelStride, b: depth * lanes, depth: count))
        depth += count
      }
    }
    return blocks
  }

  /// A recurrence: one product over all steps, and one with the state at every step.
  mutating func lowerRecurrence(
    _ recurrence: SimpleRNN, _ layer: ResolvedLayer, _ input: Signal
  ) throws(ModelError) -> Signal {
    let steps = layer.inputShape.dimensions[0], units = recurrence.units
    let states = try makeSignal([steps, units], hasGradient: true)
    let output =
      recurrence.returnsSequences
      ? states : try makeSignal([units], hasGradient: true)
    var product = try makeDenseProduct(
      input: input, output: states, activation: .linear, usesBias: recurrence.usesBias,
      takesBias: false)
    let slice = takeSlice()
    let transposed = try arena.takeMatrix(rows: units, columns: units)
    // The state before a row is the row above it; the first step of a sample has none.
    let segments = (0..<batchSize).map { sample in
      DepthBlock(
        a: sample * steps * lanes, b: (sample * steps + 1) * lanes, depth: steps - 1)
    }
    plan(
      ParameterUpdate(
        slice: slice, source: states.values, sourceRowStride: 1, sourceDepthStride: lanes,
        deltas: states.gradient, segments: tables.make(segments), segmentsPerSample: 1,
        rowsPerSample: steps - 1, tapRows: tables.make([0]), taps: 1, inputs: units,
        transposed: transposed))
    product.bias = takeBias(recurrence.usesBias, deltas: states.gradient, rowsPerSample: steps)
    let blocks = depthBlocks(taps: [0], source: states.values, inputs: units)
    stages.append(
      .recurrence(
        RecurrenceStage(
          steps: steps, states: states, output: output,
          returnsSequences: recurrence.returnsSequences, activation: recurrence.activation,
          inputProduct: product, recurrent: slice.matrix(in: weights),
          recurrentTransposed: transposed, recurrentBlocks: tables.make(blocks),
          recurrentBlockCount: blocks.count)))
    return output
  }
}
