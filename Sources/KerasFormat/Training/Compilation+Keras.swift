import Networks

// What a model was compiled with, as a whole.

extension ModelReader {
  /// Optimizer, losses and metrics of a compiled model; `nil` where it was not compiled.
  ///
  /// - Throws: a `ModelError` that names what Gradmark does not train with.
  public func training() throws(ModelError) -> TrainingDescription? {
    let outputs = try outputTraining()
    guard let compiled = try compiledOptimizer(), !outputs.isEmpty else { return nil }
    return TrainingDescription(
      optimizer: compiled.optimizer, outputs: outputs, schedule: compiled.schedule,
      clipping: compiled.clipping)
  }

  /// The optimizer that the model was compiled with.
  public func optimizer() throws(ModelError) -> Optimizer? {
    try compiledOptimizer()?.optimizer
  }

  /// The loss of the first output that the model was compiled with.
  public func loss() throws(ModelError) -> Loss? {
    try outputReader.losses()?.first?.loss
  }

  /// The metrics of the first output that the model was compiled with.
  public func metrics() throws(ModelError) -> [Metric] {
    try outputReader.metrics().first ?? []
  }

  /// What is minimised and reported of each output; empty where the model has no loss.
  public func outputTraining() throws(ModelError) -> [OutputTraining] {
    guard let losses = try outputReader.losses() else { return [] }
    let (weights, metrics) = (try outputReader.weights(), try outputReader.metrics())
    return losses.enumerated().map { index, entry in
      OutputTraining(
        entry.loss, isLogits: entry.isLogits, weight: weights[index], metrics: metrics[index])
    }
  }

  /// The optimizer with its schedule and its clipping.
  public func compiledOptimizer() throws(ModelError) -> CompiledOptimizer? {
    guard let value = compilation?["optimizer"], value != .null else { return nil }
    return try CompiledOptimizer(value)
  }

  private var outputReader: OutputReader {
    OutputReader(
      settings: Settings(of: "compilation", config: compilation ?? .null),
      outputs: network.outputs.map(\.layer))
  }
}

extension ModelWriter {
  /// The `compile_config`.
  static func compilation(_ training: TrainingDescription) -> JSONValue {
    let outputs = training.outputs
    let isOne = outputs.count == 1
    // One loss stands for all outputs.
    let losses = outputs.map(\.lossJSON)
    let loss = losses.allSatisfy { $0 == losses[0] } ? losses[0] : .array(losses)
    let metrics: [JSONValue] = outputs.map { output in
      .array(output.metrics.map { .string($0.kerasName) })
    }
    let weights: JSONValue =
      outputs.allSatisfy { $0.weight == 1 } ? nil : .array(outputs.map { .number($0.weight) })
    return [
      "optimizer": CompiledOptimizer(training).json,
      "loss": loss,
      "loss_weights": weights,
      "metrics": outputs.allSatisfy(\.metrics.isEmpty) ? nil : isOne ? metrics[0] : .array(metrics),
      "weighted_metrics": nil, "run_eagerly": false, "steps_per_execution": 1,
      "jit_compile": "auto",  // Keras's own default: the backend that loads the file decides.
    ]
  }
}
