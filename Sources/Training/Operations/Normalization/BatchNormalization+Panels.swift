import Kernels
import Networks

extension BatchNormalization: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    guard axis == -1 || axis == call.inputShape.rank else {
      throw call.error("normalizing another axis than the last can be counted, but not trained")
    }
    guard call.layer.calls.count == 1 else {
      throw call.error("a shared BatchNormalization can be counted, but not trained")
    }
    guard builder.mask(of: call) == nil else {
      throw call.error("normalizing masked time steps can be counted, but not trained")
    }
    let input = call.inputs[0], isFrozen = !call.layer.description.isTrainable
    let output = try builder.signal(
      call.outputShape, behind: [input], learns: call.isTrained, reduces: !isFrozen)
    let batch = try batch(call, input, output, isFrozen: isFrozen, builder)
    builder.add(
      BatchStatistics(batch, inputGradient: builder.gradient(by: input)), level: input.level)
    if !isFrozen {
      builder.add(BatchNormalizationReduction(batch), before: output.level)
    }
    builder.add(NormalizingOperation(batch), level: output.level)
    return [output]
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
      isFrozen: isFrozen,
      parts: (try builder.arena.take(shards * floats), try builder.arena.take(shards * floats)),
      partRows: builder.tables.make([Int32](repeating: 0, count: shards)),
      sums: try builder.arena.take(floats), products: try builder.arena.take(floats))
    if let gamma, output.gradient != nil {
      builder.gradients.add(NormalizationScaleGradient(gamma, batch, parts: batch.parts.second))
    }
    if let beta, output.gradient != nil {
      builder.gradients.add(NormalizationScaleGradient(beta, batch, parts: batch.parts.first))
    }
    return batch
  }
}
