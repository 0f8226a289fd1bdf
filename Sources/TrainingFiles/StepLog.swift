import Networks
import Training

/// Writes down what every step of a training reports.
struct StepLog {
  private(set) var steps: [StepResult] = []
  private(set) var runningLosses: [Double] = []
  private(set) var snapshots: [SessionResult.Snapshot] = []
  /// How far the training is.
  private(set) var progress: SessionEvent.Progress

  private let snapshotSteps: Set<Int>

  /// An empty log; the weights after the last step are kept beside those of `snapshotSteps`.
  init(_ span: Span, snapshotSteps: [Int]) {
    self.snapshotSteps = Set(snapshotSteps).union([span.steps])
    progress = SessionEvent.Progress(
      epoch: 1, epochs: span.epochs, step: 0, stepsPerEpoch: span.stepsPerEpoch,
      mean: RunningMean())
  }

  /// Adds a step; `weights` are asked for only where they are to be kept.
  mutating func add(_ result: StepResult, weights: () -> [NamedTensor]) {
    if progress.step == progress.stepsPerEpoch {
      progress.epoch += 1
      progress.step = 0
      progress.mean = RunningMean()
    }
    progress.step += 1
    progress.mean.add(result)
    steps.append(result)
    runningLosses.append(progress.mean.loss)
    if snapshotSteps.contains(steps.count) {
      snapshots.append(SessionResult.Snapshot(step: steps.count, weights: weights()))
    }
  }
}
