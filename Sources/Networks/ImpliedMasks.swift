// In graphs of Keras 3 the mask of an embedding is a NotEqual of its numbers with 0, to which the layers behind refer
// that heed a mask. What computes a network carries masks from the embedding on, and has no use for either.

extension ResolvedNetwork {
  /// The same network without the masks that its layers see as well where nothing refers to them.
  ///
  /// Any other mask stays, and so does what makes it.
  func withoutImpliedMasks() -> NetworkDescription {
    guard network.hasMasks else { return network }
    let masks = ImpliedMasks(self)
    var plain = network
    for layer in plain.layers.indices {
      for call in plain.layers[layer].calls.indices {
        let placed = plain.layers[layer].calls[call]
        if masks.areAll(of: placed) { plain.layers[layer].calls[call] = placed.withoutMasks }
      }
    }
    let tensors = plain.layers.flatMap { $0.calls.flatMap(\.tensors) } + plain.outputs
    let taken = Set(tensors.map(\.layer))
    plain.layers.removeAll { layer in
      !taken.contains(layer.description.name) && layer.calls.contains(where: \.tellsNonzero)
    }
    return plain
  }
}

extension NetworkDescription {
  /// Whether some call refers to a mask.
  var hasMasks: Bool { layers.contains { $0.calls.contains { $0.maskCount > 0 } } }
}

/// Which masks the tensors of a network carry from the embeddings on, as training has it.
private struct ImpliedMasks {
  /// Of each tensor that carries a mask, the one whose numbers other than 0 count.
  private var origins: [TensorReference: TensorReference] = [:]
  /// Of each mask that a call makes, the same.
  private var comparisons: [TensorReference: TensorReference] = [:]

  init(_ network: ResolvedNetwork) {
    for call in network.calls {
      let placed = network.network.layers[call.layer]
      guard placed.calls.indices.contains(call.node) else { continue }
      let output = TensorReference(layer: placed.description.name, node: call.node)
      let inputs = placed.calls[call.node].inputs
      if placed.calls[call.node].tellsNonzero { comparisons[output] = inputs[0] }
      let layer = placed.description.layer
      if let embedding = layer.known(as: Embedding.self), embedding.masksZero {
        origins[output] = inputs[0]
      } else if inputs.count == 1, layer.masking.handsOn(to: call.outputShapes[0]) {
        // What merges masks makes another one.
        origins[output] = origins[inputs[0]]
      }
    }
  }

  /// Whether a call refers to those masks that its tensors carry: to that of the first one, or to one for each.
  func areAll(of call: LayerCall) -> Bool {
    guard call.maskCount == 1 || call.maskCount == call.inputs.count else { return false }
    return zip(call.inputs, call.masks).allSatisfy { input, mask in
      origins[input] != nil && origins[input] == comparisons[mask]
    }
  }
}

extension LayerCall {
  /// Why no network is trained in which a layer is called with such a mask.
  package static let untrainedMask =
    "a call with another mask than that of the embedding before it can be counted, but not trained"

  /// The tensors that are no masks.
  fileprivate var inputs: ArraySlice<TensorReference> { tensors.dropLast(maskCount) }

  /// The masks.
  fileprivate var masks: ArraySlice<TensorReference> { tensors.suffix(maskCount) }

  /// The same call on its inputs alone.
  fileprivate var withoutMasks: LayerCall {
    LayerCall(Array(inputs), hasSettings: hasSettings, isReversed: isReversed)
  }
}
