/// What Keras's `compile` settles: the optimizer, a loss for every output, and the metrics to report.
public struct TrainingDescription: Sendable, Hashable {
  /// Turns gradients into updates.
  public var optimizer: Optimizer
  /// How the learning rate changes from step to step; `nil` where it stays the optimizer's.
  public var schedule: LearningRateSchedule?
  /// What is done to gradients before the optimizer sees them.
  public var clipping: GradientClipping?
  /// What is minimised and reported of each output, in the network's order.
  public var outputs: [OutputTraining]

  /// Creates a description for several outputs.
  ///
  /// - Precondition: there is at least one.
  public init(
    optimizer: Optimizer, outputs: [OutputTraining], schedule: LearningRateSchedule? = nil,
    clipping: GradientClipping? = nil
  ) {
    precondition(!outputs.isEmpty, "nothing is minimised without an output")
    self.optimizer = optimizer
    self.outputs = outputs
    self.schedule = schedule
    self.clipping = clipping
  }

  /// Creates a description for a network of one output.
  public init(optimizer: Optimizer, loss: Loss, metrics: [Metric] = []) {
    self.init(optimizer: optimizer, outputs: [OutputTraining(loss, metrics: metrics)])
  }

  /// What is minimised of the first output, apart from the penalties.
  public var loss: Loss {
    get { outputs[0].loss }
    set { outputs[0].loss = newValue }
  }

  /// What is reported of the first output beside the loss.
  public var metrics: [Metric] {
    get { outputs[0].metrics }
    set { outputs[0].metrics = newValue }
  }
}

/// What is minimised and reported of one output.
public struct OutputTraining: Sendable, Hashable {
  /// What is minimised.
  public var loss: Loss
  /// Whether the output is to be taken as logits, so that the loss applies sigmoid or softmax itself.
  public var isLogits: Bool
  /// What its loss is multiplied by in the sum over the outputs.
  public var weight: Double
  /// What is reported beside the loss.
  public var metrics: [Metric]

  /// Describes the training of one output.
  public init(_ loss: Loss, isLogits: Bool = false, weight: Double = 1, metrics: [Metric] = []) {
    self.loss = loss
    self.isLogits = isLogits
    self.weight = weight
    self.metrics = metrics
  }
}
