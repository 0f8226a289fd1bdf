/// A network whose shapes and parameters are worked out and possible.
public struct ResolvedNetwork: Sendable {
  /// What was resolved.
  public let network: NetworkDescription
  /// The layers in the network's order, with shapes and parameters.
  public let layers: [ResolvedLayer]
  /// All calls in an order in which each comes after those that it takes from.
  ///
  /// Of those that could come next, the one comes first whose layer the network lists first, and of
  /// one layer the one that was called first: the order follows from the description alone.
  public let calls: [ResolvedCall]
  /// The order in which Keras runs the calls of a network that had others within it; see `runOrder`.
  var framedRunOrder: [TensorReference]?

  /// All parameters in Keras's order; a layer that is called twice counts once.
  public var parameters: [ParameterDescription] { layers.flatMap(\.parameters) }

  /// The shapes that the network returns.
  public var networkOutputShapes: [Shape] {
    let shapes = Dictionary(layers.map { ($0.name, $0.outputShapes) }, uniquingKeysWith: { $1 })
    return network.outputs.compactMap { shapes[$0.layer]?[$0.node][$0.tensor] }
  }

  /// Whether the shapes of the inputs are known, as far as to the number of axes.
  public var isBuilt: Bool {
    layers.allSatisfy { $0.description.input?.shape.isRankKnown ?? true }
  }

  /// The layers whose weights cannot all be counted.
  public var uncountedLayers: [ResolvedLayer] { layers.filter { $0.uncountedReason != nil } }

  /// The number of weights in all, as far as they are known.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// The number of weights that training changes.
  public var trainableCount: Int {
    parameters.lazy.filter(\.isTrainable).reduce(0) { $0 + $1.count }
  }

  /// The layers from input to output where the network is one chain.
  ///
  /// - Throws: a `ModelError` that says where the graph branches.
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

  /// Checks that every layer's weights could be counted.
  ///
  /// - Throws: a `ModelError` that names the first layer whose weights are not known.
  public func requireKnownCounts() throws(ModelError) {
    for layer in layers {
      if let reason = layer.uncountedReason {
        throw ModelError(layer: layer.name, "its weights cannot be counted: \(reason)")
      }
    }
  }

  /// Checks that no size was left open, beside the batch.
  ///
  /// - Throws: a `ModelError` that names the first layer whose output has an unknown axis.
  public func requireKnownShapes() throws(ModelError) {
    for layer in layers {
      for shape in layer.outputShapes.joined() where !shape.isKnown {
        throw ModelError(
          layer: layer.name,
          "its output \(shape) has axes of unknown size; give the input a fixed shape")
      }
    }
  }
}

/// A layer with its shapes and parameters.
///
/// A class, since it never changes and networks of 100,000 layers hand theirs about: a copy of a struct
/// would count a dozen references.
public final class ResolvedLayer: Sendable {
  /// The layer as described.
  public let description: LayerDescription
  /// The tensors of each call.
  public let calls: [[TensorReference]]
  /// The shapes that each call takes; an input's own for an input.
  public let inputShapes: [[Shape]]
  /// The shapes that each call returns.
  public let outputShapes: [[Shape]]
  /// The weights in Keras's order: kernel, recurrent kernel, bias.
  public let parameters: [ParameterDescription]

  /// The network that the layer is, if it is one, worked out for the first call.
  public let inner: ResolvedNetwork?

  init(
    description: LayerDescription, calls: [[TensorReference]], inputShapes: [[Shape]],
    outputShapes: [[Shape]], parameters: [ParameterDescription], inner: ResolvedNetwork?
  ) {
    self.description = description
    self.calls = calls
    self.inputShapes = inputShapes
    self.outputShapes = outputShapes
    self.parameters = parameters
    self.inner = inner
  }

  /// Why not all of its weights can be counted; `nil` where they can.
  public var uncountedReason: String? {
    if let inner {
      guard let uncounted = inner.uncountedLayers.first, let reason = uncounted.uncountedReason
      else { return nil }
      return reasonInside(uncounted.name, reason)
    }
    if let reason = description.uncountedReason { return reason }
    return parameters.allSatisfy(\.shape.isKnown)
      ? nil : "the size of its input \(inputShape) is not known"
  }

  /// Whether counts behind the layer may stay open, as its outputs are not known.
  var leavesCountsOpen: Bool {
    inner?.layers.contains(where: \.leavesCountsOpen) ?? description.holdsUnknown
      || description.input?.shape.isRankKnown == false
  }

  /// The layer's name.
  public var name: String { description.name }
  /// The shape of the first call's first input.
  public var inputShape: Shape { inputShapes[0].first ?? [] }
  /// The shape of the last call's first output, which is what Keras's summary prints.
  public var outputShape: Shape { outputShapes[outputShapes.count - 1][0] }
  /// The number of weights.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}

/// One call of one layer.
public struct ResolvedCall: Sendable, Hashable {
  /// The layer's position among those of the network.
  public let layer: Int
  /// Which of the layer's calls it is.
  public let node: Int
  /// The tensors it takes; none for an input.
  public let inputs: [TensorReference]
  /// The shapes it returns.
  public let outputShapes: [Shape]
}
