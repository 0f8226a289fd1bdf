import Networks

/// What one step reports; loss and metrics are those of its batch before the update.
public struct StepResult: Measured, Sendable {
  /// The mean loss of the batch, penalties included; of several outputs the sum, each by its weight.
  public var loss: Double
  /// The metrics that were asked for; of several outputs the mean.
  public var metrics = MetricValues()
  /// Samples in the batch.
  public var sampleCount: Int
  /// Samples whose metrics these are, where an evaluation masks time steps: one of which half the steps count is half
  /// a sample. `nil` where all count.
  public var countedSamples: Double?
}

/// Means over batches, weighted by their samples: what Keras logs during an epoch.
public struct RunningMean: Measured, Sendable {
  private var lossSum = 0.0
  /// The mean metrics so far.
  public private(set) var metrics = MetricValues()
  private var samples = 0.0

  /// Creates a mean of nothing yet.
  public init() {}

  /// Adds a batch.
  public mutating func add(_ result: StepResult) {
    let weight = Double(result.sampleCount)
    lossSum += result.loss * weight
    // As in Keras, masks weigh metrics over all batches, and losses within a batch.
    metrics.add(result.metrics, samples: result.countedSamples ?? weight)
    samples += weight
  }

  /// The mean loss so far.
  public var loss: Double { lossSum / samples }
}
