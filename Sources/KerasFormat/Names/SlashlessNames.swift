import Networks

// Keras 3 refuses slashes in the names of layers, which older versions allowed.

extension ResolvedNetwork {
  /// The same network with underscores in place of slashes in its layers' names.
  var withoutSlashes: ResolvedNetwork {
    guard network.hasSlashes else { return self }
    return (try? network.withoutSlashes.resolved()) ?? self
  }
}

extension NetworkDescription {
  fileprivate var hasSlashes: Bool {
    layers.contains { layer in
      layer.description.name.contains("/")
        || (layer.description.layer as? NestedModel)?.network.hasSlashes == true
    }
  }

  fileprivate var withoutSlashes: NetworkDescription {
    var network = self
    var taken = Set(layers.map(\.description.name))
    var names: [String: String] = [:]
    for index in layers.indices {
      let name = layers[index].description.name
      if name.contains("/") {
        let stem = String(name.map { $0 == "/" ? "_" : $0 })
        var new = stem, number = 0
        while !taken.insert(new).inserted {
          number += 1
          new = "\(stem)_\(number)"
        }
        names[name] = new
        network.layers[index].description.name = new
      }
      if var nested = layers[index].description.layer as? NestedModel {
        nested.network = nested.network.withoutSlashes
        network.layers[index].description.layer = nested
      }
    }
    func renamed(_ tensor: TensorReference) -> TensorReference {
      TensorReference(
        layer: names[tensor.layer] ?? tensor.layer, node: tensor.node, tensor: tensor.tensor)
    }
    for index in layers.indices {
      for call in layers[index].calls.indices {
        network.layers[index].calls[call].tensors = layers[index].calls[call].tensors.map(renamed)
      }
    }
    network.inputs = inputs.map(renamed)
    network.outputs = outputs.map(renamed)
    return network
  }
}
