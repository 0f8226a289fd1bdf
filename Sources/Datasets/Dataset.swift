import Networks

/// Samples to learn from or to be tested on.
public struct Dataset: Sendable, Equatable {
  /// What the network sees, [samples, …].
  public let inputs: Tensor
  /// What it should answer, [samples, …].
  public let targets: Tensor

  /// Pairs inputs with targets.
  ///
  /// - Precondition: as many targets as inputs.
  public init(inputs: Tensor, targets: Tensor) {
    precondition(
      inputs.sampleCount == targets.sampleCount,
      "\(inputs.sampleCount) inputs, \(targets.sampleCount) targets")
    self.inputs = inputs
    self.targets = targets
  }

  /// The number of samples.
  public var sampleCount: Int { inputs.sampleCount }

  /// The same samples with inputs of another shape.
  ///
  /// - Precondition: it has as many elements as the present one.
  package func reshapingInputs(to shape: Shape) -> Dataset {
    Dataset(
      inputs: Tensor(dimensions: [sampleCount] + shape.dimensions, elements: inputs.elements),
      targets: targets)
  }
}
