import Networks
import Training

/// What a session leaves behind.
public struct SessionResult: Sendable {
  /// What the network is, with its optimizer's variables.
  public let summary: Summary
  /// The names of the network's outputs in files.
  public let outputNames: [String]
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
    /// For the first samples: for each output of the network [samples, …].
    public let predictions: [Tensor]
  }

  /// Where a loss or a weight is no finite number, as a clause; `nil` where the training did not
  /// diverge.
  ///
  /// A finite loss tells nothing of the last update, and not all of the weights before it: those of a
  /// layer whose outputs are clipped may be any.
  public var divergence: String? {
    if let index = steps.firstIndex(where: { !$0.loss.isFinite }) {
      return "the loss is \(text(steps[index].loss)) at step \(index + 1)"
    }
    for weights in [snapshots.last?.weights, fitWeights] {
      if let tensor = weights?.first(where: { !$0.tensor.elements.allSatisfy(\.isFinite) }) {
        return "the weights '\(tensor.name)' are not all finite at the end"
      }
    }
    let losses = [final.evaluation.loss, final.validation?.loss].compactMap { $0 }
    return (history.map(\.loss) + losses).first { !$0.isFinite }
      .map { "the loss is \(text($0)) at the end" }
  }

  /// The sign of NaN means nothing.
  private func text(_ loss: Double) -> String { loss.isNaN ? "nan" : "\(loss)" }
}
