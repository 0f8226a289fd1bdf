import Networks

extension ResolvedNetwork {
  /// The arithmetic of training on one sample: what the products with kernels cost, forward and
  /// backward.
  ///
  /// A kernel of k weights used at p positions costs 2·k·p forward, as much for its gradient, and as
  /// much again for the gradient of its input, which the first layer with weights does without. A
  /// recurrence needs the gradient of its state in any place. Estimates are made from it, before a
  /// trainer exists; percentages of peak are not.
  package var flopsPerSample: Double {
    var flops = 0.0
    var isFirst = true
    for layer in layers where !layer.parameters.isEmpty {
      for parameter in layer.parameters where parameter.role != .bias {
        let product = 2 * Double(parameter.count) * Double(layer.positionCount)
        let needsInputGradient = !isFirst || parameter.role == .recurrentKernel
        flops += (needsInputGradient ? 3 : 2) * product
      }
      isFirst = false
    }
    return flops
  }
}

extension ResolvedLayer {
  /// How often a sample meets the kernel, over all calls: pixels, steps, or once.
  fileprivate var positionCount: Int {
    zip(inputShapes, outputShapes).reduce(0) { sum, shapes in
      switch description.kind {
      case .conv2D: sum + shapes.1.dimensions.dropLast().reduce(1, *)
      default: sum + shapes.0.dimensions.dropLast().reduce(1, *)
      }
    }
  }
}
