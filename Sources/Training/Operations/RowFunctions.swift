import Kernels
import Networks

// Layers that are nothing but a function of every element, or of every row.

extension ActivationLayer: PanelLayer {
  var rowFunction: RowFunction? { RowFunction(activation) }
}

extension ReLU: PanelLayer {
  var rowFunction: RowFunction? {
    maximum == nil && negativeSlope == 0 && threshold == 0
      ? .elementwise(.relu)
      : RowFunction(
        .boundedReLU(
          maximum: maximum ?? .infinity, negativeSlope: negativeSlope, threshold: threshold))
  }
}

extension LeakyReLU: PanelLayer {
  var rowFunction: RowFunction? { RowFunction(.leakyReLU(negativeSlope: negativeSlope)) }
}

extension ELU: PanelLayer {
  var rowFunction: RowFunction? { RowFunction(.elu(alpha: alpha)) }
}

extension Softmax: PanelLayer {
  var rowFunction: RowFunction? { axes == [-1] ? .softmax : nil }

  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    if let rowFunction { return [try builder.function(rowFunction, call)] }
    var positions: [Int] = []
    for axis in axes { positions.append(try call.inputShape.position(ofAxis: axis)) }
    guard !positions.isEmpty else {
      throw call.error("a softmax along no axis can be counted, but not trained; name an axis")
    }
    return [
      try builder.withLast(Set(positions).sorted(), of: call.inputs[0], call.inputShape) {
        (signal, shape) throws(ModelError) in
        // Several axes are one row.
        let sizes = shape.dimensions, count = Set(positions).count
        let rows = Shape(sizes.dropLast(count) + [sizes.suffix(count).reduce(1, *)])
        let row = try builder.reshape(signal, shape, to: rows)
        return try builder.reshape(
          try builder.function(.softmax, of: row, rows), rows, to: shape)
      }
    ]
  }
}

extension PanelLayer {
  /// A layer that is nothing but a function.
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    guard let rowFunction else {
      throw ModelError(
        layer: call.layer.name,
        "its function can be counted, but not trained; choose another activation")
    }
    return [try builder.function(rowFunction, call)]
  }
}

extension PanelBuilder {
  /// A function with an output of its own.
  func function(_ function: RowFunction, _ call: PanelCall) throws(ModelError) -> PanelSignal {
    if case .identity = function { return call.inputs[0] }
    return try self.function(function, of: call.inputs[0], call.outputShape)
  }

  /// The same of any tensor.
  func function(
    _ function: RowFunction, of input: PanelSignal, _ shape: Shape
  ) throws(ModelError) -> PanelSignal {
    let output = try signal(shape, behind: [input], learns: input.gradient != nil)
    add(
      FunctionOperation(
        function, input: input, output: output, inputGradient: gradient(by: input)),
      level: output.level)
    return output
  }

  /// The output of a product, with a function applied to it: in place, or with an output of its own
  /// where the function's derivative needs what the function was applied to.
  ///
  /// - Parameter addProduct: adds the product with the function that it applies itself.
  func applying(
    _ function: RowFunction, _ call: PanelCall,
    _ addProduct: (RowFunction, PanelSignal) throws(ModelError) -> Void
  ) throws(ModelError) -> PanelSignal {
    let output = try signal(call.outputShape, behind: call.inputs, learns: call.isTrained)
    guard !function.derivativeFollowsFromOutput else {
      try addProduct(function, output)
      return output
    }
    try addProduct(.identity, output)
    return try self.function(function, of: output, call.outputShape)
  }
}
