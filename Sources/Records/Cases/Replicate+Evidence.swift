extension Replicate {
  /// Counts, digests and losses that have to agree.
  public struct Evidence: Codable, Sendable, Equatable {
    /// Per layer with weights: Keras's figure, the formula, the allocated buffers, and the weights
    /// that the workers' gradients covered in one step. Empty of a library, which tells the total alone.
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
    /// The reported losses of the first steps, and of the last one last; empty where one of them is
    /// not finite, as JSON has no NaN.
    public var losses: [Double]

    /// Creates the evidence from losses that need not be finite.
    public init(
      layers: [LayerCount], countBeforeTraining: Int, countAfterTraining: Int,
      startDigest: String, finalDigest: String, digestedSteps: Int, losses: [Double]
    ) {
      self.layers = layers
      self.countBeforeTraining = countBeforeTraining
      self.countAfterTraining = countAfterTraining
      self.startDigest = startDigest
      self.finalDigest = finalDigest
      self.digestedSteps = digestedSteps
      // A cut before the first NaN would leave losses that fall.
      self.losses = losses.allSatisfy(\.isFinite) ? losses : []
    }
  }

  /// The weights of one layer, counted in four places.
  public struct LayerCount: Codable, Sendable, Equatable {
    /// The layer's name.
    public var layer: String
    /// What Keras counts; `nil` of a network out of a file that does not tell.
    @Nullable public var reference: Int?
    /// What the layer's shapes give.
    public var formula: Int
    /// What was set aside in memory.
    public var buffers: Int
    /// What the workers' gradients covered in one step.
    public var gradients: Int

    /// Creates the four counts of a layer.
    public init(layer: String, reference: Int?, formula: Int, buffers: Int, gradients: Int) {
      self.layer = layer
      self.reference = reference
      self.formula = formula
      self.buffers = buffers
      self.gradients = gradients
    }
  }
}

extension Replicate.Evidence {
  /// The first thing that does not agree, as a sentence; `nil` where all does.
  ///
  /// Digests of other thread counts and processes are elsewhere: `disagreement(with:)` compares
  /// them.
  ///
  /// - Parameters:
  ///   - parameterCount: weights in the whole network.
  ///   - isOfPeer: whether it is of a library, which counts no single layers.
  public func mismatch(parameterCount: Int, isOfPeer: Bool = false) -> String? {
    for count in layers where !count.isConsistent {
      let reference = count.reference.map { "reference \($0), " } ?? ""
      return "layer '\(count.layer)': \(reference)formula \(count.formula), "
        + "buffers \(count.buffers), gradients \(count.gradients) differ"
    }
    let totals = [parameterCount, countBeforeTraining, countAfterTraining]
    let sum =
      isOfPeer && layers.isEmpty
      ? Double(parameterCount) : layers.reduce(0.0) { $0 + Double($1.reference ?? $1.formula) }
    guard totals.allSatisfy({ Double($0) == sum }) else {
      return "parameters in total: network \(totals[0]), before training \(totals[1]), "
        + "after training \(totals[2]), sum of the layers \(Int(exactly: sum) ?? .max) differ"
    }
    guard losses.count > 1, let first = losses.first, let last = losses.last else {
      return "the loss is not finite"
    }
    // Squares are never below 0, nor are crossentropies of targets from 0 to 1, nor penalties.
    if let impossible = losses.first(where: { $0 < 0 }) {
      return "a loss is \(impossible), which no mean of squares and no crossentropy can be"
    }
    return last < first ? nil : "the loss has not fallen: \(first) at first, \(last) at last"
  }

  /// What differs between two trainings of one case and seed that must end in the same bits, as a
  /// clause; `nil` where nothing does.
  public func disagreement(with other: Replicate.Evidence) -> String? {
    if startDigest != other.startDigest { return "start weights differ" }
    if digestedSteps != other.digestedSteps {
      return "weights after \(digestedSteps) and after \(other.digestedSteps) steps cannot be "
        + "compared"
    }
    if finalDigest != other.finalDigest { return "weights after \(digestedSteps) steps differ" }
    return losses == other.losses ? nil : "losses differ"
  }
}

extension Replicate.LayerCount {
  fileprivate var isConsistent: Bool {
    [buffers, gradients, reference ?? formula].allSatisfy { $0 == formula }
  }
}
