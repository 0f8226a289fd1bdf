import Kernels
import Networks

/// Turns a chain of dense layers into operations whose products are those of a library.
///
/// All matrices are plain row-major ones, as such a library wants them, so that nothing is converted
/// on its behalf; activations, losses and optimizers are the same as elsewhere. What is shared out
/// depends on shapes alone, and each call's sizes with it.
struct LibraryBuilder {
  let chain: DenseChain
  let library: CBLASLibrary
  let batchSize: Int
  let weights: WeightStore
  let arena: Arena
  let tables: Tables

  func build(_ training: TrainingDescription) throws(ModelError) -> StepParts {
    // Samples of one call: so that a batch can be dealt out, but the library's own blocks fill up.
    let samplesPerShard = max(32, min(128, (batchSize + 3) / 4))
    var parts = StepParts(
      samplesPerShard: samplesPerShard, samplesPerChunk: samplesPerShard, mergesShards: false)
    var operations: [Operation] = []
    var signal = try self.signal(columns: chain.links[0].inputs, learns: false)
    parts.inputs = [Input(RowMajorReader(signal.values))]
    for link in chain.links {
      let learns = signal.gradient != nil || link.layer.learns
      let output = try self.signal(columns: link.outputs, learns: learns)
      let kernel = try tensor(link.kernel, link),
        bias = try link.bias.map { (bias) throws(ModelError) in try tensor(bias, link) }
      let dense = LibraryDense(
        input: signal, output: output, function: link.function, kernel: kernel,
        bias: bias, multiply: library.multiply)
      operations.append(dense)
      if output.gradient != nil {
        parts.gradients.append(LibraryKernelGradient(kernel, dense))
        if let bias { parts.gradients.append(LibraryBiasGradient(bias, dense)) }
      }
      signal = output
    }
    parts.segments = [operations]
    parts.heads = [try makeHead(signal, training)]
    return parts
  }

  /// Rows one after the other, padded to whole vectors.
  private func tensor(
    _ parameter: ParameterDescription, _ link: DenseChain.Link
  ) throws(ModelError) -> WeightTensor {
    let stride = panelCount(link.outputs) * lanes
    let placement = WeightPlacement(parameter.shape, layout: .strides(row: stride, column: 1))
    guard placement.rows <= Int(Int32.max), placement.columns <= Int(Int32.max) - lanes else {
      throw ModelError(
        layer: parameter.layer, "its weights are too large to address; make it smaller")
    }
    return weights.tensor(
      parameter, at: placement, in: try weights.memory(placement.rows * stride))
  }

  private func makeHead(
    _ output: RowMajorSignal, _ training: TrainingDescription
  ) throws(ModelError) -> Head {
    let settings = training.outputs[0], columns = output.values.columns
    let targets = try matrix(columns: settings.loss.targetColumns(outputs: columns))
    return RowMajorHead(
      try Head.Parts(
        settings, targets: RowMajorReader(targets), rows: batchSize, columns: columns, arena: arena,
        tables: tables),
      output: output, targets: targets)
  }

  private func signal(columns: Int, learns: Bool) throws(ModelError) -> RowMajorSignal {
    RowMajorSignal(
      place: tables.make([try matrix(columns: columns)]),
      gradient: learns ? try matrix(columns: columns) : nil, rowsPerSample: 1, number: 0, level: 0)
  }

  private func matrix(columns: Int) throws(ModelError) -> RowMajorMatrix {
    // The arena knows one kind of matrix; as many floats serve either layout.
    let matrix = try arena.takeMatrix(rows: batchSize, columns: columns)
    return RowMajorMatrix(base: matrix.base, columns: columns, stride: matrix.panels * lanes)
  }
}
