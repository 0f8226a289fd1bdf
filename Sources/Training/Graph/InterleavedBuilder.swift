import Kernels
import Networks

/// Turns a small chain into operations on interleaved samples: where a layer has a
/// dozen weights, dealing its outputs out costs more than computing them.
///
/// Samples lie across the vectors, so that layers of any width fill them, and a bias is its kernel's
/// last row, which meets an input of 1. A shard goes through all operations, and leaves its gradient, before
/// the next one does, so that what they hand on stays in the first-level cache. Sums over a shard are taken in
/// each lane first, then over the lanes; shards are added up in a fixed tree.
struct InterleavedBuilder {
  let chain: SmallChain
  let batchSize: Int
  let workerCount: Int
  let weights: WeightStore
  let arena: Arena
  let tables: Tables

  /// Samples of a shard: enough panels that a sum over lanes is little beside them, and no more shards than
  /// gradients are soon added up.
  static func samplesPerShard(batchSize: Int) -> Int {
    max(128, panelCount((batchSize + 63) / 64) * lanes)
  }

  private var samplesPerShard: Int { Self.samplesPerShard(batchSize: batchSize) }
  private var holdsBatch: Bool { batchSize <= samplesPerShard }
  /// Samples that buffers have room for: a shard of each worker and a gap behind it. Without the gap, which is
  /// more than a page wide, prefetches at the end of a shard would fetch what the next worker is writing.
  private var storedSamples: Int {
    holdsBatch ? batchSize : StepParts.storedStride(samplesPerShard) * workerCount
  }

  func build(_ training: TrainingDescription) throws(ModelError) -> StepParts {
    var parts = StepParts(
      samplesPerShard: samplesPerShard, samplesPerChunk: samplesPerShard, mergesShards: false,
      keepsShardsOnly: !holdsBatch)
    var operations: [Operation] = []
    var signal = try self.signal(columns: chain.inputs, learns: false)
    parts.inputs = [Input(InterleavedReader(signal, holdsBatch: holdsBatch))]
    if let recurrence = chain.recurrence {
      signal = try add(recurrence, signal, to: &operations, &parts.gradients)
    }
    for link in chain.links {
      signal = try add(link, signal, to: &operations, &parts.gradients)
    }
    parts.segments = [operations]
    parts.heads = [try makeHead(signal, training)]
    return parts
  }

  private func add(
    _ link: DenseChain.Link, _ input: InterleavedSignal, to operations: inout [Operation],
    _ gradients: inout [WeightGradient]
  ) throws(ModelError) -> InterleavedSignal {
    let learns = input.gradient != nil || link.layer.learns
    let output = try signal(columns: link.outputs, learns: learns)
    let placement = InterleavedWeights(
      rows: link.inputs + (link.bias == nil ? 0 : 1), outputs: link.outputs,
      hasPenalties: link.layer.hasPenalties)
    let memory = try weights.memory(placement.floats)
    let tensors = [(link.kernel, 0), (link.bias, link.inputs)].compactMap { parameter, row in
      parameter.map { tensor($0, fromRow: row, placement, in: memory) }
    }
    operations.append(
      InterleavedDense(
        input: input, output: output, function: link.function, usesBias: link.bias != nil,
        weights: memory.values, placement: placement))
    if let gradient = output.gradient {
      gradients.append(
        InterleavedGradient(
          tensors,
          .dense(input: input, outputGradient: gradient, usesBias: link.bias != nil),
          placement: placement))
    }
    return output
  }

  private func add(
    _ recurrence: SmallChain.Recurrence, _ input: InterleavedSignal,
    to operations: inout [Operation], _ gradients: inout [WeightGradient]
  ) throws(ModelError) -> InterleavedSignal {
    let units = recurrence.units, features = recurrence.features, moments = recurrence.moments
    let output = try signal(
      columns: units, learns: recurrence.layer.learns)
    let firstUnit = features + (recurrence.usesBias ? 1 : 0)
    let placement = InterleavedWeights(
      rows: firstUnit + units, outputs: units, hasPenalties: recurrence.layer.hasPenalties)
    let memory = try weights.memory(placement.floats)
    let rows: [(ParameterDescription.Role, Int)] = [
      (.kernel, 0), (.bias, features), (.recurrentKernel, firstUnit),
    ]
    let tensors = rows.compactMap { role, row in
      recurrence.parameter(role).map { tensor($0, fromRow: row, placement, in: memory) }
    }
    let series = InterleavedSeries(
      moments: moments, features: features, units: units, usesBias: recurrence.usesBias,
      inputs: try self.rows(columns: firstUnit + units, moments: moments),
      gradient: try self.rows(columns: units, moments: moments))
    operations.append(
      InterleavedRecurrence(
        input: input, output: output, function: recurrence.function, series: series,
        weights: memory.values, placement: placement))
    if output.gradient != nil {
      gradients.append(InterleavedGradient(tensors, .series(series), placement: placement))
    }
    return output
  }

  private func tensor(
    _ parameter: ParameterDescription, fromRow row: Int, _ placement: InterleavedWeights,
    in memory: WeightMemory
  ) -> WeightTensor {
    weights.tensor(
      parameter,
      at: WeightPlacement(
        parameter.shape, offset: placement.offset(ofRow: row), layout: placement.layout),
      in: memory)
  }

  private func makeHead(
    _ output: InterleavedSignal, _ training: TrainingDescription
  ) throws(ModelError) -> Head {
    let settings = training.outputs[0], columns = output.values.columns
    let targets = try signal(
      columns: settings.loss.targetColumns(outputs: columns), learns: false)
    return InterleavedHead(
      try Head.Parts(
        settings, targets: InterleavedReader(targets, holdsBatch: holdsBatch),
        rows: panelCount(storedSamples) * lanes, columns: columns,
        shards: holdsBatch
          ? nil
          : .init(count: (batchSize - 1) / samplesPerShard + 1, samples: samplesPerShard),
        arena: arena, tables: tables),
      output: output, targets: targets)
  }

  private func signal(columns: Int, learns: Bool) throws(ModelError) -> InterleavedSignal {
    let values = try rows(columns: columns)
    return InterleavedSignal(
      place: tables.make([values]), gradient: learns ? try rows(columns: columns) : nil,
      rowsPerSample: 1, number: 0, level: 0)
  }

  /// Buffers for a tensor of the samples, or of each of their moments, with a vector of ones behind its
  /// elements, and room to read whole vectors of elements.
  private func rows(columns: Int, moments: Int = 1) throws(ModelError) -> LaneRows {
    let panels = panelCount(storedSamples) * moments
    let matrix = try arena.takeMatrix(
      rows: panelCount(columns + 1) * lanes, columns: panels * lanes)
    for panel in 0..<matrix.panels {
      let ones = matrix.base + panel * matrix.panelStride + columns * lanes
      ones.update(repeating: 1, count: lanes)
    }
    return LaneRows(
      base: matrix.base, panelStride: matrix.panelStride, columns: columns, count: storedSamples)
  }
}

extension ResolvedLayer {
  fileprivate var hasPenalties: Bool { parameters.contains { $0.regularizer != nil } }
}
