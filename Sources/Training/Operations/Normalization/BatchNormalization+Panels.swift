import Kernels
import Networks

extension BatchNormalization: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let shape = call.inputShape, position = try shape.position(ofAxis: axis)
    if position == shape.rank - 1 { return [try normalized(call, call.inputs[0], shape, builder)] }
    guard builder.mask(of: call) == nil else {
      throw call.error(
        "normalizing another axis than the last of masked time steps can be counted, but not "
          + "trained; put the axis last")
    }
    return [
      try builder.withLast([position], of: call.inputs[0], shape) {
        (input, shape) throws(ModelError) in try normalized(call, input, shape, builder)
      }
    ]
  }

  /// The same of a tensor whose last axis keeps its own mean and variance.
  private func normalized(
    _ call: PanelCall, _ input: PanelSignal, _ shape: Shape, _ builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    let isFrozen = !call.layer.description.isTrainable
    let output = try builder.signal(
      shape, behind: [input], learns: call.isTrained, reduces: !isFrozen)
    let batch = try batch(call, input, output, isFrozen: isFrozen, builder)
    builder.add(
      BatchStatistics(batch, inputGradient: builder.gradient(by: input)), level: input.level)
    if !isFrozen {
      let averages = builder.averages(of: call)
      averages.add(batch, place: builder.runPlace(of: call))
      builder.add(BatchNormalizationReduction(batch, averages), before: output.level)
    }
    builder.add(NormalizingOperation(batch), level: output.level)
    return output
  }

  private func batch(
    _ call: PanelCall, _ input: PanelSignal, _ output: PanelSignal, isFrozen: Bool,
    _ builder: PanelBuilder
  ) throws(ModelError) -> NormalizedBatch {
    let floats = input.values.panels * lanes, shards = builder.shardCount
    func weights(
      _ role: ParameterDescription.Role
    ) throws(ModelError) -> WeightTensor? {
      guard let parameter = call.parameter(role) else { return nil }
      return try builder.weights.tensor(parameter)
    }
    let (gamma, beta) = (try weights(.gamma), try weights(.beta))
    let (mean, variance) = (try weights(.movingMean)!, try weights(.movingVariance)!)
    let batch = NormalizedBatch(
      input: input, output: output, samplesPerShard: builder.samplesPerShard,
      mean: try builder.arena.take(floats), variance: try builder.arena.take(floats),
      movingMean: mean.memory.values, movingVariance: variance.memory.values,
      gamma: gamma?.memory.values, beta: beta?.memory.values, epsilon: Float(epsilon),
      momentum: Float(momentum), movingNumbers: (mean.number, variance.number),
      isFrozen: isFrozen, mask: builder.mask(of: call),
      parts: (try builder.arena.take(shards * floats), try builder.arena.take(shards * floats)),
      partRows: builder.tables.make([Int32](repeating: 0, count: shards)),
      countedRows: try builder.arena.take(shards), batchRows: builder.tables.make([0]),
      sums: try builder.arena.take(floats), products: try builder.arena.take(floats))
    if let gamma, output.gradient != nil {
      builder.gradients.addScale(gamma, batch, parts: batch.parts.second)
    }
    if let beta, output.gradient != nil {
      builder.gradients.addScale(beta, batch, parts: batch.parts.first)
    }
    return batch
  }
}
