import Kernels
import Networks

extension Bidirectional: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let along = try direction(forward, "forward", call, builder)
    var back = try direction(backward, "backward", call, builder)
    // Keras turns round what the second layer returns, whichever way it walked.
    if let units = backward.returnedUnits {
      back = try builder.reversed(back, [call.inputShape.dimensions[0], units])
    }
    guard let mergeMode else { return [along, back] }
    switch mergeMode {
    case .concatenate: return [try builder.concatenate([along, back], call.outputShape)]
    case .sum: return [try builder.merge([along, back], .add, call.outputShape)]
    case .multiply: return [try builder.merge([along, back], .multiply, call.outputShape)]
    case .average: return [try builder.merge([along, back], .average, call.outputShape)]
    }
  }

  /// What one direction makes of the series, in the order in which it walks.
  private func direction(
    _ description: LayerDescription, _ prefix: String, _ call: PanelCall, _ builder: PanelBuilder
  ) throws(ModelError) -> PanelSignal {
    guard var layer = description.layer as? any SeriesLayer else {
      throw call.error("a wrapped \(description.layer.className) can be counted, but not trained")
    }
    if let setting = description.otherSettings.first {
      throw call.error("its setting '\(setting.name)' can be counted, but not trained")
    }
    try layer.recurrence.requireTrained(call)
    let kernels = RecurrentKernels(
      call.parameters.filter { $0.role.rawValue.hasPrefix("\(prefix)/") })
    // As Keras has it, whatever the layers' own settings say.
    layer.recurrence.zeroesMaskedOutput = layer.recurrence.returnsSequences
    return try builder.direction(layer, kernels, call)
  }
}

extension LayerDescription {
  /// The width of the sequences that a recurrent layer returns; `nil` where it returns none.
  fileprivate var returnedUnits: Int? {
    guard let recurrence = (layer as? any RecurrentLayer)?.recurrence,
      recurrence.returnsSequences
    else { return nil }
    return recurrence.units
  }
}
