/// What one step reports; loss and accuracy are those of its batch before the update.
public struct StepResult: Sendable {
  /// The mean loss of the batch, penalties included; of several outputs the sum, each by its weight.
  public var loss: Double
  /// The share of right answers, 0 where accuracy is not among the metrics; of several outputs the
  /// mean.
  public var accuracy: Double
  /// Samples in the batch.
  public var sampleCount: Int
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
