import Networks
import Training

/// What the harness needs of a trainer: the real one, or a scripted one in tests.
public protocol MeasuredTrainer: AnyObject {
  /// The arithmetic of one step: the model's alone, without the optimizer's.
  var flopsPerStep: Double { get }
  /// Per layer with weights: how many there are, by every count that has to agree.
  var census: [LayerCensus] { get }
  /// Goes back to the start: weights from the seed, no optimizer state, the first batch next.
  func reset()
  /// All weights in Keras's order.
  func weights() -> [NamedTensor]
  /// Trains `steps` steps, a multiple of `stepsPerGroup`, and times every `stepsPerGroup` of them.
  ///
  /// - Parameter meter: bytes allocated so far on the calling thread.
  func run(steps: Int, stepsPerGroup: Int, meter: @Sendable () -> UInt64) -> RunReport
}

extension Trainer: MeasuredTrainer {}
