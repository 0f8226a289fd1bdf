import Kernels
import Networks

/// What `fit` reports for each epoch, by Keras's names; `nil` where it was not asked for.
public struct EpochResult: Sendable, Equatable {
  /// The mean over the epoch's steps, weighted by their samples.
  public var loss: Double
  /// The share of right answers, likewise.
  public var accuracy: Double?
  /// The loss on the validation data, after the epoch.
  public var validationLoss: Double?
  /// The accuracy on the validation data, after the epoch.
  public var validationAccuracy: Double?
}

/// Loss and accuracy over a data set.
public struct Evaluation: Sendable, Equatable {
  /// The mean loss, penalties included.
  public var loss: Double
  /// The share of right answers; `nil` where accuracy is not among the metrics.
  public var accuracy: Double?
}

extension Trainer {
  /// Trains for some epochs and evaluates after each.
  ///
  /// - Parameters:
  ///   - inputs: [samples] + the network's input shape.
  ///   - targets: [samples] + the network's output shape.
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
    inputs: Tensor, targets: Tensor, epochs: Int,
    validation: (inputs: Tensor, targets: Tensor)? = nil, validationSplit: Double = 0,
    onStep: (StepResult) -> Void = { _ in },
    onEpoch: (Int, EpochResult) -> Void = { _, _ in }
  ) throws(ModelError) -> [EpochResult] {
    guard epochs >= 1 else { throw ModelError("\(epochs) epochs were asked for; use at least 1") }
    if validation == nil, validationSplit != 0 {
      try check(inputs: inputs, targets: targets)
      let count = try Self.trainingSampleCount(of: inputs.sampleCount, split: validationSplit)
      let (learned, heldOut) = (0..<count, count..<inputs.sampleCount)
      return try fit(
        inputs: inputs.slice(learned), targets: targets.slice(learned), epochs: epochs,
        validation: (inputs.slice(heldOut), targets.slice(heldOut)), onStep: onStep,
        onEpoch: onEpoch)
    }
    if let validation { try check(inputs: validation.inputs, targets: validation.targets) }
    try load(inputs: inputs, targets: targets)
    var history: [EpochResult] = []
    for epoch in 1...epochs {
      var result = trainEpoch(onStep)
      if let validation {
        let evaluation = try evaluate(inputs: validation.inputs, targets: validation.targets)
        result.validationLoss = evaluation.loss
        result.validationAccuracy = evaluation.accuracy
      }
      history.append(result)
      onEpoch(epoch, result)
    }
    return history
  }

  private func trainEpoch(_ onStep: (StepResult) -> Void) -> EpochResult {
    var mean = RunningMean()
    train(steps: batches?.stepsPerEpoch ?? 0) { result in
      mean.add(result)
      onStep(result)
    }
    return epochResult(of: mean)
  }

  /// What an epoch reports whose steps have this mean.
  package func epochResult(of mean: RunningMean) -> EpochResult {
    EpochResult(
      loss: mean.loss, accuracy: training.metrics.contains(.accuracy) ? mean.accuracy : nil)
  }

  /// Loss and accuracy of the current weights.
  ///
  /// - Throws: a `ModelError` where data do not fit the network.
  public func evaluate(inputs: Tensor, targets: Tensor) throws(ModelError) -> Evaluation {
    try check(inputs: inputs, targets: targets)
    let penalty = currentPenalty()
    var mean = RunningMean()
    forward(inputs, targets: targets, predictions: nil) { count in
      mean.add(result(of: count, penalty: penalty))
    }
    return Evaluation(
      loss: mean.loss, accuracy: training.metrics.contains(.accuracy) ? mean.accuracy : nil)
  }

  /// The network's outputs for the current weights.
  ///
  /// - Returns: [samples] + the network's output shape.
  /// - Throws: a `ModelError` where data do not fit the network.
  public func predict(_ inputs: Tensor) throws(ModelError) -> Tensor {
    try check(inputs: inputs)
    let outputs = outputShape.elementCount ?? 0
    let elements = [Float](unsafeUninitializedCapacity: inputs.sampleCount * outputs) {
      buffer, count in
      forward(inputs, targets: nil, predictions: buffer.baseAddress) { _ in }
      count = inputs.sampleCount * outputs
    }
    return Tensor(dimensions: [inputs.sampleCount] + outputShape.dimensions, elements: elements)
  }

  /// Passes data forward, batch by batch in their own order.
  private func forward(
    _ inputs: Tensor, targets: Tensor?, predictions: UnsafeMutablePointer<Float>?,
    onBatch: (_ sampleCount: Int) -> Void
  ) {
    let order = (0..<inputs.sampleCount).map(Int32.init)
    let outputs = outputShape.elementCount ?? 0
    let padded = (inputs: padded(inputs: inputs), targets: targets.map { self.padded(targets: $0) })
    order.withUnsafeBufferPointer { order in
      _ = runTeam(plan.work) { leader in
        for first in stride(from: 0, to: inputs.sampleCount, by: options.batchSize) {
          let count = min(options.batchSize, inputs.sampleCount - first)
          plan.work.begin(
            StepContext(
              inputs: padded.inputs.base, targets: padded.targets?.base,
              order: order.baseAddress! + first, sampleCount: count, lossScale: lossScale(count),
              isTraining: false, optimizerStep: .sgd(rate: 0), gradientCopy: nil,
              predictions: predictions.map { $0 + first * outputs }))
          leader.perform(
            StepWork.Phase.propagate, pieces: plan.shardCount(count),
            grain: plan.shardsPerClaim, isShared: plan.isShared)
          onBatch(count)
        }
      }
    }
  }

  /// The penalty of the current weights.
  private func currentPenalty() -> Double {
    plan.slices.reduce(0) { total, slice in
      guard slice.isTrainable, slice.hasPenalty else { return total }
      return total
        + penalty(
          l1: slice.l1, l2: slice.l2, weights: plan.work.buffers.weights + slice.offset,
          count: slice.floatCount)
    }
  }
}

/// Means over batches, weighted by their samples: what Keras logs during an epoch.
public struct RunningMean: Sendable {
  private var lossSum = 0.0
  private var accuracySum = 0.0
  private var samples = 0.0

  /// Creates a mean of nothing yet.
  public init() {}

  /// Adds a batch.
  public mutating func add(_ result: StepResult) {
    let weight = Double(result.sampleCount)
    lossSum += result.loss * weight
    accuracySum += result.accuracy * weight
    samples += weight
  }

  /// The mean loss so far.
  public var loss: Double { lossSum / samples }
  /// The mean accuracy so far.
  public var accuracy: Double { accuracySum / samples }
}
