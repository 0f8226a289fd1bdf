import Networks

extension Plan {
  /// Checks that a step's buffers fit into memory.
  ///
  /// - Throws: a `ModelError` with both sizes where they do not.
  static func check(bytes: Int, batchSize: Int, limit: Int) throws(ModelError) {
    guard bytes <= limit else {
      throw ModelError(
        "training with batches of \(batchSize) takes \(bytes >> 20) MiB, but \(limit >> 20) "
          + "MiB are there; use smaller batches or a smaller network")
    }
  }

  /// Checks the least that any plan of this network takes: its weights, and every layer's outputs
  /// for the whole batch.
  ///
  /// - Throws: a `ModelError` where that is more than there is, or cannot be counted.
  static func checkLeastBytes(
    _ network: ResolvedNetwork, batchSize: Int, limit: Int
  ) throws(ModelError) {
    let outputs = network.layers.reduce(0) { $0 + ($1.outputShape.elementCount ?? 0) }
    guard let activations = checkedProduct([outputs, batchSize, MemoryLayout<Float>.stride]) else {
      throw ModelError("a batch of \(batchSize) is too large to address; make it smaller")
    }
    let weights = network.parameterCount * MemoryLayout<Float>.stride
    let (bytes, overflow) = activations.addingReportingOverflow(weights)
    try check(bytes: overflow ? .max : bytes, batchSize: batchSize, limit: limit)
  }
}
