import Networks

extension ResolvedNetwork {
  /// Checks that every layer is one that training computes.
  ///
  /// - Throws: a `ModelError` that names the layer and the setting that cannot be trained.
  func requireTrainable() throws(ModelError) {
    try requireKnownShapes()
    for layer in layers {
      let description = layer.description
      if let setting = description.otherSettings.first {
        throw ModelError(
          layer: layer.name, "its setting '\(setting.name)' can be counted, but not trained")
      }
      guard description.precision == .float32 else {
        throw ModelError(
          layer: layer.name,
          "it computes in '\(description.precision.name)', but training is in float32 only")
      }
      guard description.layer.isTrained else {
        throw ModelError(
          layer: layer.name,
          "a layer \(description.layer.className) with these settings can be counted, but not "
            + "trained yet")
      }
    }
  }
}

extension TrainingDescription {
  /// Checks that loss and optimizer are ones that training computes.
  ///
  /// - Throws: a `ModelError` that names what cannot be trained.
  func requireTrainable() throws(ModelError) {
    guard outputs.count == 1, outputs[0].weight == 1, !outputs[0].isLogits, schedule == nil,
      clipping == nil
    else {
      throw ModelError(
        "several outputs, loss weights, logits, schedules and clipping are not trained yet")
    }
    guard loss != .sparseCategoricalCrossentropy else {
      throw ModelError("loss 'sparse_categorical_crossentropy' is not trained yet")
    }
    switch optimizer {
    case .sgd, .adam: break
    case .adamW, .rmsprop: throw ModelError("the optimizers AdamW and RMSprop are not trained yet")
    }
  }
}

extension Layer {
  /// Whether training computes the layer with these settings.
  fileprivate var isTrained: Bool {
    switch self {
    case is InputLayer: true
    case let dense as Dense: dense.activation.isTrained
    case let activation as ActivationLayer: activation.activation.isTrained
    case let flatten as Flatten: flatten.dataFormat == .channelsLast
    case let convolution as Conv2D:
      convolution.activation.isTrained && convolution.dataFormat == .channelsLast
        && convolution.dilation == Size2D(1, 1) && convolution.groups == 1
        && convolution.padding != .causal
    case let recurrent as SimpleRNN:
      recurrent.recurrence.activation.isTrained && recurrent.recurrence.isPlain
    default: false
    }
  }
}

extension Recurrence {
  fileprivate var isPlain: Bool {
    !returnsState && !goesBackwards && !isStateful && dropout == 0 && recurrentDropout == 0
  }
}

extension Activation {
  fileprivate var isTrained: Bool {
    [.linear, .relu, .sigmoid, .tanh, .softmax].contains(self)
  }
}
