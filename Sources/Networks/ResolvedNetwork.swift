/// A network whose every shape and parameter is known and possible.
public struct ResolvedNetwork: Sendable {
  /// What was resolved.
  public let network: NetworkDescription
  /// The layers in the network's order, with shapes and parameters.
  public let layers: [ResolvedLayer]

  /// All parameters in Keras's order; a layer that is called twice counts once.
  public var parameters: [ParameterDescription] { layers.flatMap(\.parameters) }

  /// The number of weights in all.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// The number of weights that training changes.
  public var trainableCount: Int {
    parameters.lazy.filter(\.isTrainable).reduce(0) { $0 + $1.count }
  }

  /// The layers from input to output where the network is one chain.
  ///
  /// - Throws: a `ModelError` that says where the graph branches, since such a network can be
  ///   counted but not trained.
  public func chain() throws(ModelError) -> [ResolvedLayer] {
    var chain: [ResolvedLayer] = []
    var previous: TensorReference?
    for layer in layers {
      let expected = previous.map { [$0] } ?? []
      guard layer.calls == [expected] else {
        throw ModelError(
          layer: layer.name,
          "the graph is no chain here; such a network can be counted, but only chains are trained")
      }
      chain.append(layer)
      previous = TensorReference(layer: layer.name)
    }
    guard network.outputs == previous.map({ [$0] }) else {
      throw ModelError("the network must have one output, its last layer, to be trained")
    }
    return chain
  }
}

/// A layer with its shapes and parameters.
public struct ResolvedLayer: Sendable {
  /// The layer as described.
  public let description: LayerDescription
  /// The tensors of each call.
  public let calls: [[TensorReference]]
  /// The shape that each call takes; an input's own for an input.
  public let inputShapes: [Shape]
  /// The shape that each call returns.
  public let outputShapes: [Shape]
  /// The weights in Keras's order: kernel, recurrent kernel, bias.
  public let parameters: [ParameterDescription]

  /// The layer's name.
  public var name: String { description.name }
  /// The shape of the first call's input.
  public var inputShape: Shape { inputShapes[0] }
  /// The shape of the last call's output, which is what Keras's summary prints.
  public var outputShape: Shape { outputShapes[outputShapes.count - 1] }
  /// The number of weights.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}
