import Networks

extension Catalog {
  /// The network that a case is of; `nil` where neither the record nor the catalogue has it. This is the one
  /// place where a name or a recorded model becomes a network.
  ///
  /// - Parameters:
  ///   - name: what the case calls it.
  ///   - json: the network as the record holds it, where it came out of a file.
  ///   - counts: Keras's figures by layer, as far as they are known.
  /// - Throws: a `ModelError` where the recorded one cannot be trained.
  public static func entry(
    named name: String, recorded json: String?, counts: [String: Int]? = nil
  ) throws(ModelError) -> Entry? {
    guard let json else { return entry(named: name) }
    return try Entry(name: name, model: json.utf8, counts: counts ?? [:])
  }
}

extension Catalog.Entry {
  /// A network out of a model file, trained as it was compiled on clusters of its own shapes.
  ///
  /// - Parameters:
  ///   - name: what the network is called from here on.
  ///   - json: the model, as any Keras writes it.
  ///   - counts: Keras's figures by layer, as far as they are known.
  /// - Throws: a `ModelError` for what is no model, says nothing of how it is compiled, has sizes that are open, or nothing
  ///   to learn.
  public init(
    name: String, model json: some Sequence<UInt8>, counts: [String: Int] = [:]
  ) throws(ModelError) {
    let reader = try ModelReader(json: json)
    var network = reader.network
    network.name = name
    guard let training = try reader.training() else {
      throw ModelError("it says nothing of how it is compiled; give --optimizer and --loss")
    }
    let resolved = try network.resolved()
    try resolved.requireKnownCounts()
    try resolved.requireKnownShapes()
    let plain = try resolved.inlined()
    guard plain.trainableCount > 0 else {
      throw ModelError("it has no weights to train; thaw a layer, or add one with weights")
    }
    self.init(
      network: network, training: training,
      referenceCounts: plain.layers.filter { $0.parameterCount > 0 }.map { counts[$0.name] },
      task: .clusters(plain.clusterShapes(training)))
  }
}

extension ResolvedNetwork {
  /// What samples have to look like; of a network whose shapes are known.
  fileprivate func clusterShapes(_ training: TrainingDescription) -> ClusterShapes {
    ClusterShapes(
      inputs: network.inputs.map { input in
        let tables = layers.filter { $0.calls.contains([input]) }
          .compactMap { ($0.description.layer as? Embedding)?.vocabularySize }
        return ClusterShapes.Input(
          layers.first { $0.name == input.layer }?.outputShape ?? [],
          vocabularySize: tables.min())
      },
      outputs: zip(networkOutputShapes, training.outputs).map {
        ClusterShapes.Output($0, $1.loss)
      })
  }
}
