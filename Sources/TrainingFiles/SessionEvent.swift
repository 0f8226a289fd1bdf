import Training

/// What a session tells while it runs.
public enum SessionEvent: Sendable {
  /// A step has been made.
  case step(Progress)
  /// The last step of an epoch has been made, and the validation, if there is one.
  case epoch(Progress, EpochResult)

  /// How far a training is; all counts begin with 1.
  public struct Progress: Sendable {
    /// The epoch.
    public var epoch: Int
    /// Epochs in all, the last one perhaps not whole.
    public var epochs: Int
    /// The step within the epoch.
    public var step: Int
    /// Steps of a whole epoch.
    public var stepsPerEpoch: Int
    /// Means since the epoch began.
    public var mean: RunningMean
  }
}
