import Kernels
import Networks

extension Bidirectional: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let along = try direction(forward, "forward", call, builder)
    let back = try direction(backward, "backward", call, builder)
    guard let mergeMode else { return [along, back] }
    switch mergeMode {
    case .concatenate: return [try builder.concatenate([along, back], call.outputShape)]
    case .sum: return [try builder.merge([along, back], .add, call.outputShape)]
    case .multiply: return [try builder.merge([along, back], .multiply, call.outputShape)]
    case .average: return [try builder.merge([along, back], .average, call.outputShape)]
    }
  }

  /// What one direction makes of the series, in the order of the series.
  private func direction(
    _ description: LayerDescription, _ prefix: String, _ call: PanelCall, _ builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    guard let layer = description.layer as? any SeriesLayer else {
      throw call.error("a wrapped \(description.layer.className) can be counted, but not trained")
    }
    if let setting = description.otherSettings.first {
      throw call.error("its setting '\(setting.name)' can be counted, but not trained")
    }
    try layer.recurrence.requireTrained(call)
    let kernels = RecurrentKernels(
      call.parameters.filter { $0.role.rawValue.hasPrefix("\(prefix)/") })
    let output = try builder.direction(layer, kernels, call)
    guard layer.recurrence.goesBackwards, layer.recurrence.returnsSequences else { return output }
    return try builder.reversed(
      output, [call.inputShape.dimensions[0], layer.recurrence.units])
  }
}
