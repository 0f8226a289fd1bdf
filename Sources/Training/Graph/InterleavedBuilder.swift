import Kernels
import Networks

/// Turns a small chain of dense layers into operations on interleaved samples: where a layer has a
/// dozen weights, dealing work out costs more than doing it.
///
/// Samples lie across the vectors, so that layers of any width fill them, and a bias is its kernel's
/// last row, which meets an input of 1. One shard is the whole batch; sums over it are taken in each
/// lane first, then over the lanes.
struct InterleavedBuilder {
  /// Weights up to which a chain is small, where a step takes less time this way than in panels.
  private static let mostWeights = 2_000
  /// Operations of a step up to which one worker is done as soon this way as two in panels, each of
  /// which takes longer over its share.
  private static let mostFlopsPerStep = 1e6

  let chain: DenseChain
  let batchSize: Int
  let weights: WeightStore
  let arena: Arena
  let tables: Tables

  /// Whether a network is small enough.
  static func suits(_ network: ResolvedNetwork, flopsPerStep: Double) -> Bool {
    network.parameterCount <= mostWeights && flopsPerStep <= mostFlopsPerStep
  }

  func build(_ training: TrainingDescription) throws(ModelError) -> StepParts {
    var parts = StepParts(samplesPerShard: batchSize, samplesPerChunk: batchSize)
    var operations: [Operation] = []
    var signal = try self.signal(columns: chain.links[0].inputs, learns: false)
    parts.inputs = [Input(InterleavedReader(signal))]
    for link in chain.links {
      let learns = signal.gradient != nil || link.layer.description.isTrainable
      let output = try self.signal(columns: link.outputs, learns: learns)
      let placement = InterleavedWeights(link)
      let memory = try weights.memory(placement.floats)
      let kernel = weights.tensor(link.kernel, at: placement.kernel, in: memory)
      let bias = link.bias.map { weights.tensor($0, at: placement.bias, in: memory) }
      operations.append(
        InterleavedDense(
          input: signal, output: output, function: link.function,
          weights: memory.values, placement: placement))
      parts.gradients.append(
        InterleavedGradient(
          kernel: kernel, bias: bias, input: signal, output: output, placement: placement))
      signal = output
    }
    parts.segments = [operations]
    parts.heads = [try makeHead(signal, training)]
    return parts
  }

  private func makeHead(
    _ output: InterleavedSignal, _ training: TrainingDescription
  ) throws(ModelError) -> Head {
    let settings = training.outputs[0], columns = output.values.columns
    let targets = try signal(
      columns: settings.loss.targetColumns(outputs: columns), learns: false)
    let rows = panelCount(batchSize) * lanes
    return InterleavedHead(
      Head.Parts(
        output: settings, reportsAccuracy: settings.metrics.contains(.accuracy),
        targets: InterleavedReader(targets), rowsPerSample: 1, columns: columns,
        rowLosses: try arena.take(rows), rowMatches: try arena.take(rows)),
      output: output, targets: targets)
  }

  private func signal(columns: Int, learns: Bool) throws(ModelError) -> InterleavedSignal {
    let values = try rows(columns: columns)
    return InterleavedSignal(
      place: tables.make([values]), gradient: learns ? try rows(columns: columns) : nil,
      rowsPerSample: 1, number: 0, level: 0)
  }

  /// Buffers for a tensor of the batch, with a vector of ones behind its elements, and room to read
  /// whole vectors of elements.
  private func rows(columns: Int) throws(ModelError) -> LaneRows {
    let matrix = try arena.takeMatrix(rows: panelCount(columns + 1) * lanes, columns: batchSize)
    for panel in 0..<matrix.panels {
      let ones = matrix.base + panel * matrix.panelStride + columns * lanes
      ones.update(repeating: 1, count: lanes)
    }
    return LaneRows(
      base: matrix.base, panelStride: matrix.panelStride, columns: columns, count: batchSize)
  }
}

/// Where kernel and bias of a small dense layer lie.
struct InterleavedWeights: BitwiseCopyable {
  /// Floats from a weight to that of the next input, and of the next output.
  let inputStride: Int
  let outputStride: Int
  /// Floats of kernel and bias together, rows padded to whole vectors.
  let floats: Int
  let hasBias: Bool
  /// Whether kernel or bias has a penalty.
  let hasPenalties: Bool
  let kernel: WeightPlacement
  /// Behind the kernel's last row.
  let bias: WeightPlacement

  init(_ link: DenseChain.Link) {
    let rows = link.inputs + (link.dense.usesBias ? 1 : 0)
    // The weights of one output are neighbours, or those of one input: what takes fewer vectors. Only
    // in the second case are kernel and bias apart, as penalties need it.
    let isByOutputs =
      !link.hasPenalties && link.outputs * panelCount(rows) < rows * panelCount(link.outputs)
    inputStride = isByOutputs ? 1 : panelCount(link.outputs) * lanes
    outputStride = isByOutputs ? panelCount(rows) * lanes : 1
    floats =
      (isByOutputs ? link.outputs * panelCount(rows) : rows * panelCount(link.outputs)) * lanes
    hasBias = link.dense.usesBias
    hasPenalties = link.hasPenalties
    let layout = WeightPlacement.Layout.strides(row: inputStride, column: outputStride)
    kernel = WeightPlacement(link.kernel.shape, layout: layout)
    bias = WeightPlacement([link.outputs], offset: link.inputs * inputStride, layout: layout)
  }
}
