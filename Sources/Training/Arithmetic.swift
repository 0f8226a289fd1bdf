import Networks

extension ResolvedNetwork {
  /// Floating-point operations of one training step for one sample: 2 for each product and sum of
  /// the forward pass, as many for the weights' gradients, and as many for the inputs' gradients
  /// but in the first layer that learns. Activations, loss and optimizer are not counted.
  public var flopsPerSample: Double {
    var total = 0.0
    var somethingLearns = false
    for layer in layers {
      let forward = layer.forwardFlops
      let learns = layer.parameters.contains(where: \.isTrainable)
      total += forward * (learns ? 2 : 1) + (somethingLearns ? forward : layer.recurrentFlops)
      somethingLearns = somethingLearns || learns
    }
    return total
  }
}

extension ResolvedLayer {
  /// Operations of the forward products for one sample.
  fileprivate var forwardFlops: Double {
    let kernel = parameters.first { $0.role == .kernel }
    guard let kernel else { return 0 }
    let rows: Int
    if description.layer is SimpleRNN {
      rows = inputShape.dimensions[0]
    } else {
      rows = outputShape.dimensions.dropLast().reduce(1, *)
    }
    return 2 * Double(rows) * Double(kernel.count) + recurrentFlops
  }

  /// Operations of a recurrence's products with its state; the first step has none to meet. They go
  /// backward in time even where the layer's input needs no gradient.
  fileprivate var recurrentFlops: Double {
    let recurrent = parameters.first { $0.role == .recurrentKernel }
    guard let recurrent else { return 0 }
    return 2 * Double(inputShape.dimensions[0] - 1) * Double(recurrent.count)
  }
}
