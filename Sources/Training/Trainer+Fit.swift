import Networks

/// What `fit` reports for each epoch; `nil` where it was not asked for.
public struct EpochResult: Measured, Sendable, Equatable {
  /// The mean over the epoch's steps, weighted by their samples.
  public var loss: Double
  /// The metrics, likewise.
  public var metrics = MetricValues()
  /// Loss and metrics on the validation data, after the epoch.
  public var validation: Evaluation?

  /// Everything by Keras's names, which are in alphabetical order.
  public var byName: [(name: String, value: Double)] {
    let own = metrics.byName + [("loss", loss)]
    let held = (validation.map { $0.metrics.byName + [("loss", $0.loss)] } ?? [])
      .map { (name: "val_\($0.name)", value: $0.value) }
    return (own + held).sorted { $0.name < $1.name }
  }
}

extension Trainer {
  /// Trains for some epochs and evaluates after each.
  ///
  /// - Parameters:
  ///   - inputs: for each input of the network [samples] + its shape.
  ///   - targets: for each output [samples] + its shape.
  ///   - epochs: how often all samples are trained on.
  ///   - validation: data to evaluate on after every epoch.
  ///   - validationSplit: the fraction of samples, the last ones before any shuffling, that are held
  ///     out for validation; as in Keras, it counts only where no `validation` is given.
  ///   - onStep: called after every step with its result.
  ///   - onEpoch: called after every epoch with its number, from 1, and its result.
  /// - Throws: a `ModelError` where data do not fit the network, or a split leaves nothing to train
  ///   on.
  @discardableResult
  public func fit(
    inputs: [Tensor], targets: [Tensor], epochs: Int,
    validation: (inputs: [Tensor], targets: [Tensor])? = nil, validationSplit: Double = 0,
    onStep: (StepResult) -> Void = { _ in },
    onEpoch: (Int, EpochResult) -> Void = { _, _ in }
  ) throws(ModelError) -> [EpochResult] {
    guard epochs >= 1 else { throw ModelError("\(epochs) epochs were asked for; use at least 1") }
    if validation == nil, validationSplit != 0 {
      try check(inputs: inputs, targets: targets)
      let samples = inputs[0].sampleCount
      let count = try Self.trainingSampleCount(of: samples, split: validationSplit)
      let (learned, heldOut) = (0..<count, count..<samples)
      return try fit(
        inputs: inputs.map { $0.slice(learned) }, targets: targets.map { $0.slice(learned) },
        epochs: epochs,
        validation: (inputs.map { $0.slice(heldOut) }, targets.map { $0.slice(heldOut) }),
        onStep: onStep, onEpoch: onEpoch)
    }
    if let validation { try check(inputs: validation.inputs, targets: validation.targets) }
    try load(inputs: inputs, targets: targets)
    var history: [EpochResult] = []
    for epoch in 1...epochs {
      var mean = RunningMean()
      train(steps: batches?.stepsPerEpoch ?? 0) { step in
        mean.add(step)
        onStep(step)
      }
      var result = epochResult(of: mean)
      if let validation {
        result.validation = try evaluate(inputs: validation.inputs, targets: validation.targets)
      }
      history.append(result)
      onEpoch(epoch, result)
    }
    return history
  }

  /// The same for a network with one input and one output.
  @discardableResult
  public func fit(
    inputs: Tensor, targets: Tensor, epochs: Int,
    validation: (inputs: Tensor, targets: Tensor)? = nil, validationSplit: Double = 0,
    onStep: (StepResult) -> Void = { _ in },
    onEpoch: (Int, EpochResult) -> Void = { _, _ in }
  ) throws(ModelError) -> [EpochResult] {
    try fit(
      inputs: [inputs], targets: [targets], epochs: epochs,
      validation: validation.map { ([$0.inputs], [$0.targets]) }, validationSplit: validationSplit,
      onStep: onStep, onEpoch: onEpoch)
  }

  /// What an epoch reports whose steps have this mean.
  package func epochResult(of mean: RunningMean) -> EpochResult {
    EpochResult(loss: mean.loss, metrics: mean.metrics)
  }
}
