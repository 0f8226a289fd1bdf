import Networks

/// Counts the calls of every layer from its first one in the graph.
///
/// A network that is a layer was called once as it was made, which no graph lists. Keras 1 and 2 count that
/// call wherever they refer to such a layer; Keras 3 counts it among the graph's outputs alone, and for models
/// that are graphs alone.
struct CallNumbers {
  /// How many calls of each layer are listed.
  private let counts: [String: Int]
  /// The layers that are called in Keras 3's form, and those of them that are graphs.
  private let current: Set<String>
  private let currentGraphs: Set<String>

  /// - Parameter entries: what `layers` were read from.
  init(_ layers: [NetworkLayer], entries: [JSONValue]) {
    counts = Dictionary(
      layers.map { ($0.description.name, $0.calls.count) }, uniquingKeysWith: { first, _ in first })
    let inCurrentForm = zip(layers, entries).filter { GraphReader.isOfKeras3($1["inbound_nodes"]) }
      .map(\.0)
    current = Set(inCurrentForm.map(\.description.name))
    currentGraphs = Set(inCurrentForm.filter(\.isGraph).map(\.description.name))
  }

  func countFromZero(_ layers: inout [NetworkLayer], _ outputs: inout [TensorReference]) {
    let older = outputs.filter { !current.contains($0.layer) }
    let shifted = shiftedLayers(layers.flatMap { $0.calls.flatMap(\.tensors) } + older)
    func counted(_ tensor: TensorReference) -> TensorReference {
      shifted.contains(tensor.layer) ? tensor.ofCall(tensor.node - 1) : tensor
    }
    for layer in layers.indices {
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
