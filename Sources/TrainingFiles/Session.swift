import Networks
import TensorFiles
import Training

/// A training with everything that settles it: what is trained, on what, from where, how long, and
/// what is kept on the way.
public struct Session: Sendable {
  /// What is trained.
  public var network: NetworkDescription
  /// Optimizer, loss and metrics.
  public var training: TrainingDescription
  /// Batch size, threads, seed and shuffling.
  public var options: TrainerOptions
  /// What is learned from.
  public var samples: Samples
  /// What is validated on after every epoch.
  public var validation: Samples?
  /// The fraction of the samples, the last ones, that is held out where there is no `validation`.
  public var validationSplit: Double
  /// Where training starts; drawn from the seed otherwise.
  public var startWeights: StartWeights?
  /// How long it is trained.
  public var course: Course
  /// Steps after which the weights are kept; those of the last recorded step always are.
  public var snapshotSteps: [Int]

  /// Weights out of a file.
  public struct StartWeights: Sendable {
    /// All of the network's, in any order.
    public let tensors: [NamedTensor]
    /// The file.
    public let path: String

    /// Takes weights that were read from another format.
    public init(_ tensors: [NamedTensor], path: String) {
      self.tensors = tensors
      self.path = path
    }

    /// Reads a safetensors file with the keys `<layer>/<kernel, recurrent_kernel or bias>`.
    ///
    /// - Throws: a `FileError` where it cannot be read.
    public init(reading path: String) throws {
      tensors = try Safetensors.read(path)
      self.path = path
    }
  }

  /// How long a training goes on, and what of it is recorded step by step.
  public enum Course: Sendable, Equatable {
    /// Single steps over all samples, epoch after epoch.
    case steps(Int)
    /// A `fit` of so many epochs.
    case epochs(Int)
    /// Recorded steps, then a `fit` from the same start: what Keras's recorded runs hold.
    case stepsThenEpochs(steps: Int, epochs: Int)
  }

  /// Describes a training.
  public init(
    network: NetworkDescription, training: TrainingDescription, options: TrainerOptions,
    samples: Samples, validation: Samples? = nil, validationSplit: Double = 0,
    startWeights: StartWeights? = nil, course: Course, snapshotSteps: [Int] = []
  ) {
    self.network = network
    self.training = training
    self.options = options
    self.samples = samples
    self.validation = validation
    self.validationSplit = validationSplit
    self.startWeights = startWeights
    self.course = course
    self.snapshotSteps = snapshotSteps
  }
}

extension Trainer {
  /// Takes over weights out of a file.
  ///
  /// - Throws: a `FileError` that names the file where they are another network's.
  public func setWeights(_ weights: Session.StartWeights) throws(FileError) {
    try naming(weights.path) { () throws(ModelError) in try setWeights(weights.tensors) }
  }
}
