import Networks

/// Samples to learn from or to be tested on.
public struct Dataset: Sendable, Equatable {
  /// What each input of the network sees, [samples, …].
  public let allInputs: [Tensor]
  /// What each of its outputs should answer, [samples, …].
  public let allTargets: [Tensor]

  /// What the only input sees, or the first of several.
  public var inputs: Tensor { allInputs[0] }
  /// What the only output should answer, or the first of several.
  public var targets: Tensor { allTargets[0] }

  /// Pairs inputs with targets.
  ///
  /// - Precondition: as many targets as inputs.
  public init(inputs: Tensor, targets: Tensor) {
    self.init(inputs: [inputs], targets: [targets])
  }

  /// The same for a network of several inputs or outputs.
  ///
  /// - Precondition: there is one of each, and all have as many samples.
  public init(inputs: [Tensor], targets: [Tensor]) {
    let counts = (inputs + targets).map(\.sampleCount)
    precondition(
      !inputs.isEmpty && !targets.isEmpty && Set(counts).count == 1, "samples of \(counts)")
    allInputs = inputs
    allTargets = targets
  }

  /// The number of samples.
  public var sampleCount: Int { inputs.sampleCount }

  /// The same samples of one input with another shape.
  ///
  /// - Precondition: it has as many elements as the present one.
  package func reshapingInputs(to shape: Shape) -> Dataset {
    Dataset(
      inputs: Tensor(dimensions: [sampleCount] + shape.dimensions, elements: inputs.elements),
      targets: targets)
  }
}
