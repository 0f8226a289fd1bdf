/// What Keras's `compile` settles: the optimizer, the loss, and the metrics to report.
public struct TrainingDescription: Sendable, Hashable {
  /// Turns gradients into updates.
  public var optimizer: Optimizer
  /// What is minimised, apart from the penalties.
  public var loss: Loss
  /// What is reported beside the loss.
  public var metrics: [Metric]

  /// Creates a description.
  public init(optimizer: Optimizer, loss: Loss, metrics: [Metric] = []) {
    self.optimizer = optimizer
    self.loss = loss
    self.metrics = metrics
  }
}

/// The optimizers, with Keras's parameters.
public enum Optimizer: Sendable, Hashable {
  /// `w −= lr·g`; with momentum `v = m·v − lr·g`, `w += v`, or Nesterov's `w += m·v − lr·g`.
  case sgd(learningRate: Double = 0.01, momentum: Double = 0, isNesterov: Bool = false)
  /// Adam with ε added to the root of the uncorrected second moment, as Keras has it.
  case adam(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7)

  /// Buffers of the parameters' size that the optimizer keeps.
  public var slotCount: Int {
    switch self {
    case .sgd(_, let momentum, _): momentum == 0 ? 0 : 1
    case .adam: 2
    }
  }
}

/// The losses, by Keras's names; all are means over every position of the batch.
public enum Loss: String, BitwiseCopyable, Sendable, CaseIterable {
  /// The mean of (prediction − target)².
  case meanSquaredError = "mean_squared_error"
  /// −(y·ln p + (1 − y)·ln(1 − p)), p clipped to 1e-7…1 − 1e-7.
  case binaryCrossentropy = "binary_crossentropy"
  /// −Σ y·ln(p / Σp) along the last axis, clipped likewise.
  case categoricalCrossentropy = "categorical_crossentropy"
}

/// The metrics, by Keras's names.
public enum Metric: String, Sendable, CaseIterable {
  /// Binary, sparse or categorical accuracy, chosen from the shapes as Keras does.
  case accuracy
}
