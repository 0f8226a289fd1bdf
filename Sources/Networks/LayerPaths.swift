extension ResolvedNetwork {
  /// All layers, those inside others too, by how the names of their weights begin: `dense`, `both/forward`.
  public var layersByPath: [String: any Layer] { descriptionsByPath.mapValues(\.layer) }

  /// The same with what all layers have.
  public var descriptionsByPath: [String: LayerDescription] {
    var found: [String: LayerDescription] = [:]
    for layer in network.layers {
      layer.description.collect(at: layer.description.name, into: &found)
    }
    return found
  }

  /// The names of biases that Keras 3 has half of: those of a `CuDNNLSTM`, whose two it adds up.
  public var doubledBiases: Set<String> {
    Set(layersByPath.filter { $0.value.hasDoubledBias }.map { "\($0.key)/bias" })
  }
}

extension Layer {
  /// Whether it has two biases side by side, which only their sum matters of.
  fileprivate var hasDoubledBias: Bool {
    guard let recurrent = self as? any RecurrentLayer else { return false }
    return recurrent.biasesPerGate > 1 && recurrent.biasAxes.count == 1
  }
}

extension ParameterDescription {
  /// The path of the layer that has it, the innermost one: `both/forward` of `both/forward/kernel`.
  public var layerPath: String {
    let name = role.rawValue.split(separator: "/").last ?? ""
    return String(path.dropLast(name.count + 1))
  }
}

extension LayerDescription {
  fileprivate func collect(at path: String, into found: inout [String: LayerDescription]) {
    found[path] = self
    for (inner, name) in zip(layer.innerLayers, layer.innerPaths) {
      inner.collect(at: "\(path)/\(name)", into: &found)
    }
  }
}
