import Networks

/// Loss and metrics over a data set.
public struct Evaluation: Measured, Sendable, Equatable {
  /// The mean loss, penalties included.
  public var loss: Double
  /// The metrics that were asked for.
  public var metrics: MetricValues
}

extension Trainer {
  /// Loss and metrics of the current weights; ranks share the batches as they do in training.
  ///
  /// - Throws: a `ModelError` where data do not fit the network.
  public func evaluate(inputs: [Tensor], targets: [Tensor]) throws(ModelError) -> Evaluation {
    try check(inputs: inputs, targets: targets)
    let penalty = plan.tensors.reduce(0) { $0 + $1.penalty() }
    var mean = RunningMean()
    forward(try prepare(inputs, targets), isScored: true) {
      mean.add(plan.step.result(penalty: penalty))
    }
    return Evaluation(loss: mean.loss, metrics: mean.metrics)
  }

  /// The same for a network with one input and one output.
  public func evaluate(inputs: Tensor, targets: Tensor) throws(ModelError) -> Evaluation {
    try evaluate(inputs: [inputs], targets: [targets])
  }

  /// The network's outputs for the current weights; ranks share the batches as they do in training.
  ///
  /// - Returns: for each output [samples] + its shape.
  /// - Throws: a `ModelError` where data do not fit the network.
  public func predict(_ inputs: [Tensor]) throws(ModelError) -> [Tensor] {
    try check(inputs: inputs)
    let batches = try prepare(inputs, [])
    var outputs = network.outputShapes.map {
      Tensor(zeros: [batches.sampleCount] + $0.dimensions)
    }
    for (index, head) in plan.heads.enumerated() {
      head.predictions = .allocate(capacity: max(outputs[index].elements.count, 1))
    }
    forward(batches, isScored: false) {}
    for (index, head) in plan.heads.enumerated() {
      guard let predictions = head.predictions else { continue }
      let count = outputs[index].elements.count
      outputs[index].elements = Array(UnsafeBufferPointer(start: predictions, count: count))
      predictions.deallocate()
      head.predictions = nil
    }
    return outputs
  }

  /// The same for a network with one input and one output.
  public func predict(_ inputs: Tensor) throws(ModelError) -> Tensor {
    try predict([inputs])[0]
  }

  /// Passes data forward, batch by batch in their own order.
  private func forward(_ batches: Batches, isScored: Bool, onBatch: () -> Void) {
    plan.bind(batches)
    runTeam { leader in
      for _ in 0..<batches.stepsPerEpoch {
        plan.step.begin(batches.next(update: nil, isScored: isScored))
        plan.course.infer(leader)
        onBatch()
      }
    }
    withExtendedLifetime(batches) {}
  }
}
