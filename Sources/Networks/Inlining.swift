// What computes a network has no use for frames around its layers: those of networks within it move into
// it, and so does a layer that a `TimeDistributed` only wraps. Names become paths, so that every weight
// keeps its own: that of `dense` in `inner` is `inner/dense/kernel` before and after. Masks that layers see
// without a word go as well.

extension ResolvedNetwork {
  /// The same network as a graph of plain layers; itself where it is one.
  ///
  /// - Throws: a `ModelError` where a network within it is called with arguments beside tensors, or where
  ///   two paths are the same.
  public func inlined() throws(ModelError) -> ResolvedNetwork {
    guard network.hasFrames || network.hasMasks else { return self }
    var inlined = try withoutImpliedMasks().inlined().resolved()
    // Which of its calls comes first shows in a layer alone that has several.
    if inlined.layers.contains(where: { $0.calls.count > 1 }) {
      inlined.framedRunOrder = keptRunOrder()
    }
    return inlined
  }
}

extension NetworkDescription {
  fileprivate var hasFrames: Bool {
    layers.contains { $0.description.layer is NestedModel || $0.description.unwrapped != nil }
  }

  /// The same for a network that can be resolved.
  fileprivate func inlined() throws(ModelError) -> NetworkDescription {
    let inliner = try Inliner(self)
    var network = self
    network.layers = layers.flatMap(inliner.inlined)
    network.outputs = outputs.map(inliner.source)
    return network
  }
}

extension LayerDescription {
  /// The layer inside a wrapper, where it makes the same of a whole sequence as of each of its steps; `nil`
  /// for all else.
  fileprivate var unwrapped: LayerDescription? {
    guard let inner = (layer as? TimeDistributed)?.inner else { return nil }
    switch inner.layer {
    case is Dense, is ActivationLayer, is ReLU, is LeakyReLU, is ELU: break
    default: return nil
    }
    return inner.inside(self)
  }

  /// The same layer by its path, with what is said of its frame.
  fileprivate func inside(_ frame: LayerDescription) -> LayerDescription {
    var layer = self
    layer.name = "\(frame.name)/\(name)"
    layer.isInFrozenGraph = isInFrozenGraph || frame.isInFrozenGraph
    layer.otherSettings += frame.otherSettings
    return layer
  }
}

/// Tells what stands for the layers and tensors of a network in a graph without frames.
private struct Inliner {
  /// Networks that are layers, by name.
  private var frames: [String: Frame] = [:]
  /// The paths of wrapped layers, by the names of their wrappers.
  private var paths: [String: String] = [:]

  /// A network that is a layer.
  private struct Frame {
    /// The network, without frames of its own.
    let network: NetworkDescription
    /// The calls of it.
    let calls: [LayerCall]
    /// The position of each of its inputs among the tensors of a call.
    let inputs: [String: Int]
    /// How often one call of it calls each of its layers.
    let callCounts: [String: Int]
  }

  init(_ network: NetworkDescription) throws(ModelError) {
    for layer in network.layers {
      let name = layer.description.name
      paths[name] = layer.description.unwrapped?.name
      guard let nested = layer.description.layer as? NestedModel else { continue }
      guard !layer.calls.contains(where: \.hasSettings) else {
        throw ModelError(
          layer: name, "a call with arguments beside tensors can be counted, but not trained")
      }
      guard !layer.calls.contains(where: { $0.maskCount > 0 }) else {
        throw ModelError(layer: name, LayerCall.untrainedMask)
      }
      let masked = nested.network.hasMasks
      let plain = masked ? try nested.network.resolved().withoutImpliedMasks() : nested.network
      let inner = try plain.inlined()
      frames[name] = Frame(
        network: inner, calls: layer.calls,
        inputs: Dictionary(
          inner.inputs.enumerated().map { ($1.layer, $0) }, uniquingKeysWith: { first, _ in first }),
        callCounts: Dictionary(
          inner.layers.map { ($0.description.name, $0.calls.count) }, uniquingKeysWith: { $1 }))
    }
  }

  /// What stands for a layer: all layers of a frame, each with its calls by every call of that.
  func inlined(_ layer: NetworkLayer) -> [NetworkLayer] {
    let name = layer.description.name
    guard let frame = frames[name] else {
      let description = layer.description.unwrapped ?? layer.description
      return [NetworkLayer(description, calls: layer.calls.map { $0.replacing(source) })]
    }
    return frame.network.layers.filter { !$0.description.isInput }.map { inner in
      let calls = layer.calls.indices.flatMap { call in
        inner.calls.map { $0.replacing { source($0, inCall: call, of: name, frame) } }
      }
      return NetworkLayer(inner.description.inside(layer.description), calls: calls)
    }
  }

  /// What stands for a tensor.
  func source(_ tensor: TensorReference) -> TensorReference {
    guard let frame = frames[tensor.layer] else {
      return TensorReference(
        layer: paths[tensor.layer] ?? tensor.layer, node: tensor.node, tensor: tensor.tensor)
    }
    return source(
      frame.network.outputs[tensor.tensor], inCall: tensor.node, of: tensor.layer, frame)
  }

  /// The same for a tensor inside a frame: that of an input is the one that the call was given.
  private func source(
    _ inner: TensorReference, inCall call: Int, of name: String, _ frame: Frame
  ) -> TensorReference {
    if let input = frame.inputs[inner.layer] { return source(frame.calls[call].tensors[input]) }
    return TensorReference(
      layer: "\(name)/\(inner.layer)",
      node: call * (frame.callCounts[inner.layer] ?? 1) + inner.node, tensor: inner.tensor)
  }
}

extension LayerCall {
  /// The same call on other tensors.
  fileprivate func replacing(_ tensor: (TensorReference) -> TensorReference) -> LayerCall {
    var call = self
    call.tensors = tensors.map(tensor)
    return call
  }
}
