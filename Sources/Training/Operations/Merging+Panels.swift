import Kernels
import Networks

extension Networks.Merging: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let masks = builder.masks(of: call), mask = try builder.mergedMask(call)
    builder.setMask(mask, of: call)
    let isMasked = masks.contains { $0 != nil }
    switch function {
    case .multiply where isMasked: return [try maskedProduct(call, masks, mask, builder)]
    case .maximum where isMasked, .minimum where isMasked:
      return [try maskedExtremum(call, masks, builder)]
    case .add, .subtract, .multiply, .average, .maximum, .minimum:
      return [try merge(call.inputs, call, builder)]
    }
  }

  private func merge(
    _ inputs: [PanelSignal], _ call: PanelCall, _ builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    var stretched: [PanelSignal] = []
    for (input, shape) in zip(inputs, call.inputShapes) {
      stretched.append(try builder.stretched(input, shape, to: call.outputShape))
    }
    return try builder.merge(stretched, function.kernel, call.outputShape)
  }

  /// A factor that does not count is 1 to Keras, and a product of such factors alone is 0.
  private func maskedProduct(
    _ call: PanelCall, _ masks: [TimeMask?], _ mask: TimeMask?, _ builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    var factors = call.inputs
    for (index, shape) in call.inputShapes.enumerated() {
      // Keras loses the mask of a tensor that it gives more axes.
      guard let own = masks[index], shape.rank == call.outputShape.rank else { continue }
      factors[index] = try builder.filling(factors[index], shape, where: own, with: 1)
    }
    let product = try merge(factors, call, builder)
    guard let mask else { return product }
    return try builder.filling(product, call.outputShape, where: mask, with: 0)
  }

  /// From the first tensor to the last; where one of two does not count, Keras takes the other.
  private func maskedExtremum(
    _ call: PanelCall, _ masks: [TimeMask?], _ builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    let shape = call.outputShape
    guard call.inputShapes.allSatisfy({ $0.axes == shape.axes }) else {
      throw call.error(
        "masked tensors of different shapes can be counted, but not trained; merge tensors of one "
          + "shape")
    }
    var merged = call.inputs[0], counted = masks[0]
    for (input, own) in zip(call.inputs, masks).dropFirst() {
      var (first, second) = (merged, input)
      if let own { second = try builder.choosing(second, first, shape, by: own) }
      if let counted { first = try builder.choosing(first, second, shape, by: counted) }
      merged = try builder.merge([first, second], function.kernel, shape)
      guard let both = counted, let own else {
        counted = nil
        continue
      }
      counted = builder.union(
        [both, own], rowsPerSample: merged.rowsPerSample, level: merged.level)
    }
    return merged
  }
}
