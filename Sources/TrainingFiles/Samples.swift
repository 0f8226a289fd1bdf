import Networks
import TensorFiles
import Training

/// Inputs with their targets, and where they come from.
public struct Samples: Sendable {
  /// What the network sees: for each of its inputs [samples, …].
  public let inputs: [Tensor]
  /// What it should answer: for each of its outputs [samples, …].
  public let targets: [Tensor]
  /// What a sentence about them begins with: their files, or a workload's name.
  public let source: String

  /// Pairs inputs with targets; whether they go together is checked when they meet a network.
  public init(inputs: [Tensor], targets: [Tensor], source: String) {
    self.inputs = inputs
    self.targets = targets
    self.source = source
  }

  /// The same for a network with one input and one output.
  public init(inputs: Tensor, targets: Tensor, source: String) {
    self.init(inputs: [inputs], targets: [targets], source: source)
  }

  /// How many there are.
  public var count: Int { inputs.first?.sampleCount ?? 0 }

  /// Loss and accuracy of the trainer's weights.
  ///
  /// - Throws: a `FileError` that names the source where the samples do not fit the network.
  public func evaluate(_ trainer: Trainer) throws(FileError) -> Evaluation {
    try naming(source) { () throws(ModelError) in
      try trainer.evaluate(inputs: inputs, targets: targets)
    }
  }

  /// Checks that the samples fit the trainer's network.
  func check(_ trainer: Trainer) throws(FileError) {
    try naming(source) { () throws(ModelError) in
      try trainer.check(inputs: inputs, targets: targets)
    }
  }
}

/// Inputs without targets, and where they come from.
public struct Inputs: Sendable {
  /// What the network sees: for each of its inputs [samples, …].
  public let tensors: [Tensor]
  /// What a sentence about them begins with.
  public let source: String

  /// The network's outputs for the trainer's weights: for each of them [samples, …].
  ///
  /// - Throws: a `FileError` that names the source where the inputs do not fit the network.
  public func predict(_ trainer: Trainer) throws(FileError) -> [Tensor] {
    try naming(source) { () throws(ModelError) in try trainer.predict(tensors) }
  }
}

/// Tells where the data at fault come from: a `ModelError` knows the layer and the value only.
func naming<Result>(
  _ path: String, _ body: () throws(ModelError) -> Result
) throws(FileError) -> Result {
  do {
    return try body()
  } catch {
    throw FileError(path: path, problem: .malformed, reason: "\(error)")
  }
}
