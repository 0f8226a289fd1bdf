import Networks

extension ResolvedNetwork {
  /// Checks that training heeds all layers with their settings, and that shapes are known.
  ///
  /// - Throws: a `ModelError` that names every layer for which this is not so, or the first one of an
  ///   unknown shape.
  func requireTrainable() throws(ModelError) {
    var errors = ErrorList()
    for (layer, placed) in zip(layers, network.layers) {
      guard let reason = layer.untrainedReason(placed.calls, isIndex: isIndex(layer)) else {
        continue
      }
      errors.add(ModelError(layer: layer.name, reason))
    }
    try errors.check()
    try requireKnownShapes()
  }

  /// Whether a layer is an input that nothing reads but layers that look up rows by its numbers: these may be of any
  /// type then, as a float holds each of them exactly.
  private func isIndex(_ layer: ResolvedLayer) -> Bool {
    guard layer.description.isInput, !network.outputs.contains(where: { $0.layer == layer.name })
    else { return false }
    let readers = calls.filter { $0.inputs.contains { $0.layer == layer.name } }
    return readers.allSatisfy { layers[$0.layer].description.layer is Embedding }
  }

  /// The shapes of the network's inputs.
  package var inputShapes: [Shape] { network.inputs.map(shape) }

  /// The shapes of the network's outputs.
  package var outputShapes: [Shape] { network.outputs.map(shape) }

  private func shape(of tensor: TensorReference) -> Shape {
    let layer = layers.first { $0.name == tensor.layer }
    guard let layer else { preconditionFailure("'\(tensor)' is no tensor of the network") }
    return layer.outputShapes[tensor.node][tensor.tensor]
  }

  /// The first tensor that a call makes.
  func output(of call: ResolvedCall) -> TensorReference {
    TensorReference(layer: layers[call.layer].name, node: call.node)
  }
}

extension ResolvedLayer {
  /// Why training has no way with the layer; `nil` where it has one.
  ///
  /// - Parameter isIndex: whether it is an input of numbers of rows.
  fileprivate func untrainedReason(_ calls: [LayerCall], isIndex: Bool) -> String? {
    let layer = description.layer
    if !description.isInput, !(layer is any PanelLayer) {
      return "\(withArticle(layer.trainedName)) can be counted, but not trained; train a network "
        + "without it"
    }
    if calls.contains(where: \.hasSettings) {
      return "a call with arguments beside tensors can be counted, but not trained"
    }
    if calls.contains(where: { $0.maskCount > 0 }) { return LayerCall.untrainedMask }
    if let setting = description.otherSettings.first {
      return "its setting '\(setting.name)' can be counted, but not trained"
    }
    if description.precision != .float32, !isIndex {
      return "it computes in '\(description.precision.name)', but training is in float32 only"
    }
    return nil
  }
}

extension Layer {
  /// What it is called in a sentence that refuses to train it: of a wrapper also what is in it.
  fileprivate var trainedName: String {
    guard let wrapper = self as? TimeDistributed else { return printable(className) }
    return "\(className) of \(withArticle(printable(wrapper.inner.layer.className)))"
  }
}

extension Recurrence {
  /// Refuses settings that training does not heed.
  func requireTrained(_ call: PanelCall) throws(ModelError) {
    let settings = [
      ("return_state", returnsState), ("stateful", isStateful), ("dropout", dropout != 0),
      ("recurrent_dropout", recurrentDropout != 0),
    ]
    for (name, isSet) in settings where isSet {
      throw call.error("its setting '\(name)' can be counted, but not trained")
    }
    guard call.inputs.count == 1 else {
      throw call.error("a recurrence with given states can be counted, but not trained")
    }
  }
}

extension ParameterDescription.Role {
  /// Whether it is an average over batches that training keeps, not a weight that learns.
  var isStatistic: Bool { [.movingMean, .movingVariance].contains(self) }
}
