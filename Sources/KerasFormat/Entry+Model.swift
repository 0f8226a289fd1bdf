import Networks

extension Catalog.Entry {
  /// A network out of a model file, trained as it was compiled on clusters of its own shapes.
  ///
  /// - Parameters:
  ///   - name: what the network is called from here on.
  ///   - json: the model, as any Keras writes it.
  ///   - counts: Keras's figures by layer, as far as they are known.
  /// - Throws: a `ModelError` for what is no model, was never compiled, has sizes that are open, several
  ///   inputs or outputs, or nothing to learn.
  public init(
    name: String, model json: some Sequence<UInt8>, counts: [String: Int] = [:]
  ) throws(ModelError) {
    let reader = try ModelReader(json: json)
    var network = reader.network
    network.name = name
    guard let training = try reader.training() else {
      throw ModelError("it was never compiled; give --optimizer and --loss")
    }
    let resolved = try network.resolved()
    try resolved.requireKnownCounts()
    try resolved.requireKnownShapes()
    let plain = try resolved.inlined()
    guard plain.network.inputs.count == 1, plain.network.outputs.count == 1 else {
      throw ModelError(
        "it has \(plain.network.inputs.count) inputs and \(plain.network.outputs.count) outputs; networks "
          + "with one of each can be measured")
    }
    guard plain.trainableCount > 0 else {
      throw ModelError("it has no weights to train; thaw a layer, or add one with weights")
    }
    self.init(
      network: network, training: training,
      referenceCounts: plain.layers.filter { $0.parameterCount > 0 }.map { counts[$0.name] },
      task: .clusters(plain.clusterShapes(training.loss)))
  }
}

extension ResolvedNetwork {
  /// What samples have to look like; of a network with one input and one output, all shapes known.
  fileprivate func clusterShapes(_ loss: Loss) -> ClusterShapes {
    let input = network.inputs[0]
    let tables = layers.filter { $0.calls.contains([input]) }
      .compactMap { ($0.description.layer as? Embedding)?.vocabularySize }
    return ClusterShapes(
      input: layers.first { $0.name == input.layer }?.outputShape ?? [],
      vocabularySize: tables.min(), output: networkOutputShapes[0], loss: loss)
  }
}
