import Networks

/// Keras 1's `Merge`: one class whose mode says how tensors are put together.
enum OldMerge {
  /// The layer that today has a class of its own; one that is not known where the mode is code.
  ///
  /// - Throws: a `ModelError` for a mode that Keras had not.
  static func layer(_ settings: Settings) throws(ModelError) -> any Layer {
    let written = settings.found(["mode"])?.value
    let kind = settings.config["mode_type"]?.text ?? "raw"
    guard kind == "raw", let mode = written == nil ? "sum" : written?.text else {
      return try settings.codeLayer()
    }
    switch mode {
    case "sum": return Merging(.add)
    case "mul": return Merging(.multiply)
    case "ave": return Merging(.average)
    case "max": return Merging(.maximum)
    case "concat": return Concatenate(axis: try settings.integer("concat_axis") ?? -1)
    case "dot", "cos": return try dot(settings, normalizes: mode == "cos")
    default:
      throw settings.unsupported(
        "mode", .string(mode), "'sum', 'mul', 'ave', 'max', 'concat', 'dot' and 'cos'")
    }
  }

  /// Axes are one for both, or a list of one axis for each tensor.
  private static func dot(
    _ settings: Settings, normalizes: Bool
  ) throws(ModelError) -> Dot {
    guard let (_, value) = settings.found(["dot_axes"]) else {
      return Dot(axis: -1, normalizes: normalizes)
    }
    let axes = (value.elements ?? [value]).map { $0.elements?.first ?? $0 }.compactMap(
      \.wholeNumber)
    guard let first = axes.first else {
      throw settings.mismatch("dot_axes", value, "one axis, or one of each tensor")
    }
    return Dot(axis: first, secondAxis: axes.last, normalizes: normalizes)
  }

  /// A `Sequential` of Keras 1 that begins with a `Merge` of other chains, as the graph that it is.
  static func network(
    _ name: String, _ merge: JSONValue, isLegacy: Bool, depth: Int
  ) throws(ModelError) -> (layers: [NetworkLayer], inputs: [TensorReference])? {
    guard merge["class_name"]?.text == "Merge",
      let branches = merge["config"]?["layers"]?.elements, !branches.isEmpty
    else { return nil }
    var layers: [NetworkLayer] = [], inputs: [TensorReference] = []
    for (index, branch) in branches.enumerated() {
      let network = try ModelReader.network(
        branch["class_name"]?.text ?? "Sequential", branch["config"] ?? [], isLegacy: isLegacy,
        depth: depth + 1)
      let entrances = network.layers.compactMap { $0.description.layer as? InputLayer }
      let calls = entrances.indices.map {
        TensorReference(layer: "branch_\(index + 1)_input_\($0 + 1)")
      }
      for (call, entrance) in zip(calls, entrances) {
        layers.append(NetworkLayer(LayerDescription(call.layer, entrance), calls: [[]]))
      }
      inputs += calls
      layers.append(
        NetworkLayer(
          LayerDescription("branch_\(index + 1)", NestedModel(network)), calls: [LayerCall(calls)]))
    }
    return (layers, inputs)
  }
}
