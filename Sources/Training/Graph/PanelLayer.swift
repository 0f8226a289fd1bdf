import Networks

/// A layer that can be trained: it turns itself into operations on matrices in panels.
protocol PanelLayer: Layer {
  /// Adds the operations of one call, and returns what they compute.
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal]

  /// Whether one sample is work enough for a task, as an image is for a convolution.
  var hasWorkPerSample: Bool { get }

  /// The function of every element, or of every row, that the layer is nothing but: a product before
  /// it computes it with its own rows. `nil` for other layers.
  var rowFunction: RowFunction? { get }

  /// Whether the layer only puts the elements of a sample into other rows.
  var onlyReshapes: Bool { get }

  /// What the numbers of its input must lie within, where data enter by it; `nil` for any numbers.
  var inputRange: Range<Int>? { get }
}

extension PanelLayer {
  var hasWorkPerSample: Bool { false }
  var rowFunction: RowFunction? { nil }
  var onlyReshapes: Bool { false }
  var inputRange: Range<Int>? { nil }
}

/// One call of a layer that is to be lowered.
struct PanelCall {
  let layer: ResolvedLayer
  let call: ResolvedCall
  let inputs: [PanelSignal]

  var inputShapes: [Shape] { layer.inputShapes[call.node] }
  var inputShape: Shape { inputShapes[0] }
  var outputShape: Shape { call.outputShapes[0] }
  var parameters: [ParameterDescription] { layer.parameters }

  /// Whether the layer has weights that learn.
  var learns: Bool { layer.learns }

  /// Whether its outputs have a gradient: it, or something before it, learns.
  var isTrained: Bool { learns || inputs.contains { $0.gradient != nil } }

  /// The layer's weights of that role; `nil` where it has none.
  func parameter(_ role: ParameterDescription.Role) -> ParameterDescription? {
    parameters.first { $0.role == role }
  }

  /// The function that an activation is.
  ///
  /// - Throws: a `ModelError` where training has no kernel for it.
  func function(_ activation: Activation) throws(ModelError) -> RowFunction {
    guard let function = RowFunction(activation) else {
      throw error("the activation '\(activation.name)' can be counted, but not trained")
    }
    return function
  }

  /// The function of a state, which takes the place of what it is applied to.
  func function(inPlace activation: Activation) throws(ModelError) -> RowFunction {
    let function = try function(activation)
    guard function.derivativeFollowsFromOutput else {
      throw error(
        "the activation '\(activation.name)' of a recurrence can be counted, but not trained")
    }
    return function
  }

  /// What is wrong with the layer.
  func error(_ reason: String) -> ModelError {
    ModelError(layer: layer.name, reason)
  }
}

extension ResolvedLayer {
  /// Whether it has weights that learn.
  var learns: Bool { parameters.contains(where: \.isTrainable) }
}
