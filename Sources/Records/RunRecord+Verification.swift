extension RunRecord {
  /// Counts, digests and losses that have to agree.
  public struct Verification: Codable, Sendable, Equatable {
    /// Per layer with weights: Keras's figure, the formula, the allocated buffers, and the weights
    /// that the workers' gradients covered in one step.
    public var layers: [LayerCount]
    /// Weights in all, counted before training.
    public var countBeforeTraining: Int
    /// Weights in all, counted after training.
    public var countAfterTraining: Int
    /// SHA-256 of the start weights, hexadecimal.
    public var startDigest: String
    /// SHA-256 of the weights after `digestedSteps` steps, hexadecimal.
    public var finalDigest: String
    /// Steps between the two digests; the same for every thread count.
    public var digestedSteps: Int
    /// The reported loss of the first step; `nil` where not finite.
    @Nullable public var firstLoss: Double?
    /// The reported loss of the last step; `nil` where not finite.
    @Nullable public var finalLoss: Double?

    /// Creates the evidence; a loss that is not finite is stored as `nil`, as JSON has no NaN.
    public init(
      layers: [LayerCount], countBeforeTraining: Int, countAfterTraining: Int,
      startDigest: String, finalDigest: String, digestedSteps: Int, firstLoss: Double?,
      finalLoss: Double?
    ) {
      self.layers = layers
      self.countBeforeTraining = countBeforeTraining
      self.countAfterTraining = countAfterTraining
      self.startDigest = startDigest
      self.finalDigest = finalDigest
      self.digestedSteps = digestedSteps
      self.firstLoss = firstLoss.flatMap { $0.isFinite ? $0 : nil }
      self.finalLoss = finalLoss.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// The weights of one layer, counted in four places.
  public struct LayerCount: Codable, Sendable, Equatable {
    /// The layer's name.
    public var layer: String
    /// What Keras counts.
    public var reference: Int
    /// What the layer's shapes give.
    public var formula: Int
    /// What was set aside in memory.
    public var buffers: Int
    /// What the workers' gradients covered in one step.
    public var gradients: Int

    /// Creates the four counts of a layer.
    public init(layer: String, reference: Int, formula: Int, buffers: Int, gradients: Int) {
      self.layer = layer
      self.reference = reference
      self.formula = formula
      self.buffers = buffers
      self.gradients = gradients
    }
  }
}

extension RunRecord {
  /// The first thing that does not agree in this record, as a sentence; `nil` where all does.
  ///
  /// Digests of other thread counts are in other records: `disagreement(with:)` compares them.
  public var mismatch: String? {
    let evidence = verification
    for count in evidence.layers where !count.isConsistent {
      return "layer '\(count.layer)': reference \(count.reference), formula \(count.formula), "
        + "buffers \(count.buffers), gradients \(count.gradients) differ"
    }
    let totals = [
      cell.parameterCount, evidence.countBeforeTraining, evidence.countAfterTraining,
    ]
    let sum = evidence.layers.reduce(0.0) { $0 + Double($1.reference) }
    guard totals.allSatisfy({ Double($0) == sum }) else {
      return "parameters in total: network \(totals[0]), before training \(totals[1]), "
        + "after training \(totals[2]), sum of the layers \(Int(exactly: sum) ?? .max) differ"
    }
    guard let first = evidence.firstLoss, let final = evidence.finalLoss else {
      return "the loss is not finite"
    }
    return final < first ? nil : "the loss has not fallen: \(first) at first, \(final) at last"
  }

  /// What differs between two thread counts of one model, batch size and seed that must train to
  /// the same bits, as a sentence; `nil` where nothing does.
  public func disagreement(with other: RunRecord) -> String? {
    let (mine, theirs) = (verification, other.verification)
    if mine.startDigest != theirs.startDigest {
      return "start weights differ between \(cell.threads) and \(other.cell.threads) threads"
    }
    if mine.digestedSteps != theirs.digestedSteps {
      return "weights after \(mine.digestedSteps) and after \(theirs.digestedSteps) steps "
        + "cannot be compared"
    }
    if mine.finalDigest != theirs.finalDigest {
      return "weights after \(mine.digestedSteps) steps differ between \(cell.threads) and "
        + "\(other.cell.threads) threads"
    }
    return nil
  }
}

extension RunRecord.LayerCount {
  fileprivate var isConsistent: Bool {
    [formula, buffers, gradients].allSatisfy { $0 == reference }
  }
}
