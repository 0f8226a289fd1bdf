import Networks

/// Counts the calls of every layer from its first one in the graph.
///
/// A network that is a layer was called once as it was made, which no graph lists. Keras 1 and 2 count that
/// call wherever they refer to such a layer; Keras 3 counts it among the graph's outputs alone, and for models
/// that are graphs alone.
struct CallNumbers {
  /// How many calls are listed of each layer whose number may change.
  private var counts: [String: Int] = [:]
  /// Those of them that are called in Keras 3's form, and of these the graphs.
  private var current: Set<String> = []
  private var currentGraphs: Set<String> = []

  /// - Parameters:
  ///   - entries: what `layers` were read from.
  ///   - outputs: what the network returns.
  init(_ layers: [NetworkLayer], entries: [JSONValue], outputs: [TensorReference]) {
    // Of nearly all layers nobody takes another call than number 0.
    var names = Set(outputs.map(\.layer))
    for index in layers.indices {
      for call in layers[index].calls {
        for tensor in call.tensors where tensor.node > 0 { names.insert(tensor.layer) }
      }
    }
    for (index, entry) in entries.enumerated() where names.contains(layers[index].description.name)
    {
      let layer = layers[index], name = layer.description.name
      counts[name] = counts[name] ?? layer.calls.count
      guard GraphReader.isOfKeras3(entry["inbound_nodes"]) else { continue }
      current.insert(name)
      if layer.isGraph { currentGraphs.insert(name) }
    }
  }

  func countFromZero(_ layers: inout [NetworkLayer], _ outputs: inout [TensorReference]) {
    let older = outputs.filter { !current.contains($0.layer) }
    let tensors = layers.lazy.flatMap { $0.calls.lazy.flatMap(\.tensors) }
    let shifted = shiftedLayers(tensors.filter { counts[$0.layer] != nil } + older)
    func counted(_ tensor: TensorReference) -> TensorReference {
      shifted.contains(tensor.layer) ? tensor.ofCall(tensor.node - 1) : tensor
    }
    for layer in layers.indices where !shifted.isEmpty {
      for call in layers[layer].calls.indices {
        layers[layer].calls[call].tensors = layers[layer].calls[call].tensors.map(counted)
      }
    }
    outputs = outputs.map { current.contains($0.layer) ? countedOutput($0) : counted($0) }
  }

  /// The layers whose calls are numbered from 1: every call that is listed is taken by somebody, so that the
  /// first number is 1, and the last one is that of no call.
  private func shiftedLayers(_ tensors: [TensorReference]) -> Set<String> {
    var numbers: [String: ClosedRange<Int>] = [:]
    for tensor in tensors {
      let known = numbers[tensor.layer] ?? tensor.node...tensor.node
      numbers[tensor.layer] =
        min(known.lowerBound, tensor.node)...max(known.upperBound, tensor.node)
    }
    return Set(
      numbers.filter { $0.value.lowerBound == 1 && $0.value.upperBound >= counts[$0.key] ?? 0 }
        .keys)
  }

  /// An output in Keras 3's form, where number 0 of a graph is its last call, as Keras takes it.
  private func countedOutput(_ output: TensorReference) -> TensorReference {
    guard currentGraphs.contains(output.layer) else { return output }
    return output.ofCall(output.node == 0 ? (counts[output.layer] ?? 1) - 1 : output.node - 1)
  }
}

extension NetworkLayer {
  /// Whether the layer is a model that Keras 3 has as `Functional`.
  var isGraph: Bool { (description.layer as? NestedModel)?.network.form == .functional }
}

extension TensorReference {
  /// The same tensor of another call.
  func ofCall(_ node: Int) -> TensorReference {
    TensorReference(layer: layer, node: node, tensor: tensor)
  }
}
