import Networks
import Training

/// What a session leaves behind.
public struct Outcome: Sendable {
  /// What the network is, with its optimizer's variables.
  public let summary: Summary
  /// The metrics that were asked for.
  public let metrics: [Metric]
  /// Loss and accuracy of every recorded step's batch, before its update.
  public let steps: [StepResult]
  /// The mean loss since the epoch began, after each step of the `fit`, if there was one.
  public let runningLosses: [Double]
  /// The gradient of the first step, penalties included.
  public let firstGradient: [NamedTensor]
  /// Weights on the way, by step; the last recorded step's are the last.
  public let snapshots: [Snapshot]
  /// Before the first step.
  public let initial: Assessment
  /// After the last recorded step.
  public let final: Assessment
  /// One entry an epoch of the `fit`; empty without one.
  public let history: [EpochResult]
  /// The weights after a `fit` that began again where the recorded steps had begun, and went over
  /// other steps.
  public let fitWeights: [NamedTensor]?

  /// Weights after a step.
  public struct Snapshot: Sendable {
    /// Updates made.
    public let step: Int
    /// All weights in Keras's order.
    public let weights: [NamedTensor]
  }

  /// What weights are worth.
  public struct Assessment: Sendable {
    /// Over all samples.
    public let evaluation: Evaluation
    /// Over the validation data, if there are any.
    public let validation: Evaluation?
    /// For the first samples.
    public let predictions: Tensor
  }

  /// The first recorded step whose loss is no number, if the training diverged.
  public var divergedStep: Int? {
    steps.firstIndex { !$0.loss.isFinite }.map { $0 + 1 }
  }
}
