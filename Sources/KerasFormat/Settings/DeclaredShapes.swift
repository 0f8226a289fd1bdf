import Networks

/// The shapes of tensors as files of Keras 3 state them wherever a tensor is taken: the only word
/// about what an unknown layer returns.
struct DeclaredShapes {
  private var shapes: [TensorReference: Shape] = [:]

  /// Notes the shapes of the tensors that some calls take.
  mutating func note(_ nodes: JSONValue?) {
    guard let nodes else { return }
    if let history = nodes["config"]?["keras_history"]?.elements, history.count == 3 {
      guard let layer = history[0].text, let node = history[1].wholeNumber,
        let tensor = history[2].wholeNumber, let shape = Self.shape(nodes["config"]?["shape"])
      else { return }
      shapes[TensorReference(layer: layer, node: node, tensor: tensor)] = shape
      return
    }
    for inner in nodes.elements ?? [] { note(inner) }
    for name in ["args", "kwargs"] { note(nodes[name]) }
    if nodes["class_name"] == nil {
      for member in nodes.members ?? [] where member.name != "args" && member.name != "kwargs" {
        note(member.value)
      }
    }
  }

  /// Gives unknown layers the outputs that somebody takes, with their shapes where these are stated.
  func fill(_ layers: inout [NetworkLayer], outputs: [TensorReference]) {
    let taken = layers.flatMap { $0.calls.flatMap(\.tensors) } + outputs
    var counts: [String: Int] = [:]
    for tensor in taken where (0..<64).contains(tensor.tensor) {
      counts[tensor.layer] = max(counts[tensor.layer] ?? 1, tensor.tensor + 1)
    }
    for index in layers.indices {
      let name = layers[index].description.name
      guard var unknown = layers[index].description.layer as? UnknownLayer,
        unknown.outputs == [.unknown]
      else { continue }
      unknown.outputs = (0..<(counts[name] ?? 1)).map { tensor in
        let stated = layers[index].calls.indices.map { node in
          shapes[TensorReference(layer: name, node: node, tensor: tensor)] ?? .unknown
        }
        // Calls on several shapes return several; the layer as it is described has one for all.
        return Set(stated).count == 1 ? stated[0] : .unknown
      }
      layers[index].description.layer = unknown
    }
  }

  /// A shape with its batch axis; `nil` where the value is none.
  static func shape(_ value: JSONValue?) -> Shape? {
    guard let axes = value?.elements, !axes.isEmpty, axes.count <= Shape.maximumRank,
      axes.allSatisfy({ $0 == .null || ($0.wholeNumber.map { $0 > 0 } ?? false) })
    else { return nil }
    return Shape(axes: axes.dropFirst().map(\.wholeNumber), batchSize: axes[0].wholeNumber)
  }
}
