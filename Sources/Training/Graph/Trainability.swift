import Networks

extension ResolvedNetwork {
  /// Checks that shapes are known and that no layer has settings which training does not heed.
  ///
  /// - Throws: a `ModelError` that names the layer and the setting.
  func requireTrainable() throws(ModelError) {
    try requireKnownShapes()
    for layer in network.layers where layer.calls.contains(where: \.hasSettings) {
      throw ModelError(
        layer: layer.description.name,
        "a call with arguments beside tensors can be counted, but not trained")
    }
    for layer in layers {
      if let setting = layer.description.otherSettings.first {
        throw ModelError(
          layer: layer.name, "its setting '\(setting.name)' can be counted, but not trained")
      }
      guard layer.description.precision == .float32 else {
        throw ModelError(
          layer: layer.name,
          "it computes in '\(layer.description.precision.name)', but training is in float32 only")
      }
    }
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
