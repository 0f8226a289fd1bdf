extension LayerDescription {
  /// The shape of the layer's output for one input shape.
  ///
  /// - Throws: a `ModelError` where the shape does not fit the layer or a setting is impossible.
  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    switch kind {
    case .input(let shape):
      try requirePositive(shape)
      return shape
    case .activation(let activation):
      if activation == .softmax { try requireRank(input, atLeast: 1) }
      return input
    case .flatten:
      return try flattened(input)
    case .dense(let dense):
      try requirePositive(dense.units, "units")
      try requireRank(input, atLeast: 1)
      return Shape(input.dimensions.dropLast() + [dense.units])
    case .conv2D(let convolution):
      return try convolution.outputShape(for: input, layer: name)
    case .simpleRNN(let recurrence):
      try requirePositive(recurrence.units, "units")
      try requireRank(input, exactly: 2, meaning: "steps and features")
      return recurrence.returnsSequences
        ? [input.dimensions[0], recurrence.units] : [recurrence.units]
    }
  }

  /// The layer's weights in Keras's order, for an input shape that `outputShape(for:)` accepts.
  public func parameters(for input: Shape) -> [ParameterDescription] {
    let features = input.dimensions.last ?? 1
    switch kind {
    case .input, .activation, .flatten:
      return []
    case .dense(let dense):
      return [
        parameter(
          .kernel, [features, dense.units], dense.kernelInitializer, dense.kernelRegularizer)
      ]
        + bias(dense.usesBias, dense.units, dense.biasInitializer, dense.biasRegularizer)
    case .conv2D(let conv):
      let size = conv.kernelSize
      return [
        parameter(
          .kernel, [size.height, size.width, features, conv.filters], conv.kernelInitializer,
          conv.kernelRegularizer)
      ]
        + bias(conv.usesBias, conv.filters, conv.biasInitializer, conv.biasRegularizer)
    case .simpleRNN(let rnn):
      return [
        parameter(.kernel, [features, rnn.units], rnn.kernelInitializer, rnn.kernelRegularizer),
        parameter(
          .recurrentKernel, [rnn.units, rnn.units], rnn.recurrentInitializer,
          rnn.recurrentRegularizer),
      ]
        + bias(rnn.usesBias, rnn.units, rnn.biasInitializer, rnn.biasRegularizer)
    }
  }

  private func parameter(
    _ role: ParameterDescription.Role, _ shape: Shape, _ initializer: Initializer,
    _ regularizer: Regularizer?
  ) -> ParameterDescription {
    ParameterDescription(
      layer: name, role: role, shape: shape, initializer: initializer, regularizer: regularizer,
      isTrainable: isTrainable)
  }

  private func bias(
    _ isUsed: Bool, _ units: Int, _ initializer: Initializer, _ regularizer: Regularizer?
  ) -> [ParameterDescription] {
    isUsed ? [parameter(.bias, [units], initializer, regularizer)] : []
  }

  private func flattened(_ input: Shape) throws(ModelError) -> Shape {
    guard let count = input.elementCount else {
      throw ModelError(layer: name, "flattening \(input) gives too many elements to count")
    }
    return [count]
  }

  private func requirePositive(_ value: Int, _ setting: String) throws(ModelError) {
    guard value > 0 else {
      throw ModelError(layer: name, "\(setting) is \(value); it must be at least 1")
    }
  }

  private func requirePositive(_ shape: Shape) throws(ModelError) {
    guard shape.dimensions.allSatisfy({ $0 > 0 }), shape.elementCount != nil else {
      throw ModelError(
        layer: name,
        "input shape \(shape) is impossible; every axis must be at least 1 and all fit in memory")
    }
  }

  private func requireRank(_ shape: Shape, atLeast rank: Int) throws(ModelError) {
    guard shape.rank >= rank else {
      throw ModelError(
        layer: name, "its input \(shape) has no axis to work along; give it rank 1 or more")
    }
  }

  private func requireRank(
    _ shape: Shape, exactly rank: Int, meaning axes: String
  ) throws(ModelError) {
    guard shape.rank == rank else {
      throw ModelError(
        layer: name, "its input \(shape) must have \(rank) axes beside the batch: \(axes)")
    }
  }
}

extension Conv2D {
  /// The extent of the output for an input of `input` rows and columns; not positive where the
  /// kernel does not fit.
  public func outputSize(for input: Size2D) -> Size2D {
    func extent(_ input: Int, _ kernel: Int, _ stride: Int) -> Int {
      switch padding {
      case .valid: input < kernel ? 0 : (input - kernel) / stride + 1
      case .same: (input - 1) / stride + 1  // not input + stride − 1: that may overflow
      }
    }
    return Size2D(
      extent(input.height, kernelSize.height, strides.height),
      extent(input.width, kernelSize.width, strides.width))
  }

  fileprivate func outputShape(for input: Shape, layer: String) throws(ModelError) -> Shape {
    let settings = [
      ("filters", filters), ("kernel height", kernelSize.height),
      ("kernel width", kernelSize.width), ("vertical stride", strides.height),
      ("horizontal stride", strides.width),
    ]
    for (setting, value) in settings where value < 1 {
      throw ModelError(layer: layer, "\(setting) is \(value); it must be at least 1")
    }
    guard input.rank == 3 else {
      throw ModelError(
        layer: layer,
        "its input \(input) must have 3 axes beside the batch: height, width, channels")
    }
    let size = outputSize(for: Size2D(input.dimensions[0], input.dimensions[1]))
    guard size.height > 0, size.width > 0 else {
      throw ModelError(
        layer: layer,
        "a \(kernelSize.height)×\(kernelSize.width) kernel does not fit into its input \(input); "
          + "use a smaller kernel, a larger input, or padding 'same'")
    }
    return [size.height, size.width, filters]
  }
}
