import Networks

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
  /// Trains `steps` steps and times every `stepsPerGroup` of them.
  ///
  /// - Parameter meter: bytes allocated so far on the calling thread.
  func run(steps: Int, stepsPerGroup: Int, meter: @Sendable () -> UInt64) -> RunReport
}

/// The counts of one layer's weights.
public struct LayerCensus: Sendable {
  /// The layer's name.
  public var layer: String
  /// By its shapes.
  public var formula: Int
  /// In the buffers really allocated.
  public var buffers: Int
  /// Covered by the workers' gradients in the last step.
  public var gradients: Int

  /// Creates a census of one layer.
  public init(layer: String, formula: Int, buffers: Int, gradients: Int) {
    self.layer = layer
    self.formula = formula
    self.buffers = buffers
    self.gradients = gradients
  }
}

/// What one run of steps left behind.
public struct RunReport: Sendable {
  /// Nanoseconds of each timed group of steps.
  public var groupNanoseconds: [Int64]
  /// The loss of the first step, before any update.
  public var firstLoss: Float
  /// The loss of the last step, before its update.
  public var lastLoss: Float
  /// One entry a worker.
  public var workers: [WorkerReport]

  /// Creates a report.
  public init(
    groupNanoseconds: [Int64], firstLoss: Float, lastLoss: Float, workers: [WorkerReport]
  ) {
    self.groupNanoseconds = groupNanoseconds
    self.firstLoss = firstLoss
    self.lastLoss = lastLoss
    self.workers = workers
  }
}

/// One worker's share of a run.
public struct WorkerReport: Sendable {
  /// Pieces of work that it did.
  public var pieces: Int
  /// Bytes allocated on its thread while it worked.
  public var allocatedBytes: UInt64

  /// Creates a report.
  public init(pieces: Int, allocatedBytes: UInt64) {
    self.pieces = pieces
    self.allocatedBytes = allocatedBytes
  }
}
