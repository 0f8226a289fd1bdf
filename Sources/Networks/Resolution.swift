// Shapes are worked out call by call, not layer by layer: a shared layer may be called on what it
// returned before, which is no cycle.

extension NetworkDescription {
  /// Works out every shape and parameter.
  ///
  /// - Throws: a `ModelError` for a name used twice, a missing node, a cycle, a shape that does not
  ///   fit, or a size beyond all memory.
  /// - Cost: linear in the number of calls.
  public func resolved() throws(ModelError) -> ResolvedNetwork {
    let callCounts = try checkedCallCounts()
    try checkInputs()
    for output in outputs where !callCounts.holds(output) {
      throw ModelError(
        "output \(printable(output.description)) names no tensor of the network; correct its reference"
      )
    }
    let shapes = try tensorShapes(consumers: try consumers(callCounts))
    var resolved: [ResolvedLayer] = []
    for layer in layers {
      resolved.append(try layer.resolved(given: shapes))
    }
    try checkTotal(resolved)
    return ResolvedNetwork(network: self, layers: resolved)
  }

  /// The number of calls of each layer, once names and calls are known to be sound.
  private func checkedCallCounts() throws(ModelError) -> [String: Int] {
    guard !layers.isEmpty, !outputs.isEmpty else {
      throw ModelError(
        "network \(quoted(name)) has no layers or no output; give it at least one of each")
    }
    var counts: [String: Int] = [:]
    for layer in layers {
      let name = layer.description.name
      guard counts.updateValue(try layer.checkedCalls().count, forKey: name) == nil else {
        throw ModelError(layer: name, "the name is used twice; give every layer its own")
      }
    }
    return counts
  }

  /// Every input layer is an input of the network, and nothing else is.
  private func checkInputs() throws(ModelError) {
    let entrances = layers.map(\.description).filter(\.isInput).map {
      TensorReference(layer: $0.name)
    }
    let (known, listed) = (Set(entrances), Set(inputs))
    for input in inputs where !known.contains(input) {
      throw ModelError(
        "input \(printable(input.description)) names no InputLayer of the network; correct its reference"
      )
    }
    for entrance in entrances where !listed.contains(entrance) {
      throw ModelError(
        layer: entrance.layer, "the network does not list it among its inputs; add it there")
    }
  }

  /// Who takes each tensor; the inputs' calls, which take none, stand under `nil`.
  private func consumers(_ callCounts: [String: Int]) throws(ModelError) -> [TensorReference?:
    [Call]]
  {
    var consumers: [TensorReference?: [Call]] = [:]
    for (index, layer) in layers.enumerated() {
      for (node, tensors) in try layer.checkedCalls().enumerated() {
        if let source = tensors.first, !callCounts.holds(source) {
          throw ModelError(
            layer: layer.description.name,
            callCounts[source.layer] == nil
              ? "it takes its input from \(quoted(source.layer)), which the network lacks; "
                + "add that layer or correct the name"
              : "its input \(printable(source.description)) names no tensor of the network; correct the reference"
          )
        }
        consumers[tensors.first, default: []].append(Call(layer: index, node: node))
      }
    }
    return consumers
  }

  /// The shape of every tensor, found by walking from the inputs to those who take from them.
  private func tensorShapes(
    consumers: [TensorReference?: [Call]]
  ) throws(ModelError) -> [TensorReference: Shape] {
    var shapes: [TensorReference: Shape] = [:]
    var ready = consumers[nil] ?? []
    while let call = ready.popLast() {
      let layer = layers[call.layer]
      let input = layer.inputShape(ofCall: call.node, given: shapes)
      let output = try layer.description.outputShape(for: input ?? [])
      guard output.elementCount != nil else {
        throw ModelError(
          layer: layer.description.name,
          "its output \(output) holds more numbers than memory can; make the layer or its input smaller"
        )
      }
      let made = TensorReference(layer: layer.description.name, node: call.node)
      shapes[made] = output
      ready += consumers[made] ?? []
    }
    // Every call takes one tensor at most, so one that was never reached waits for itself.
    for layer in layers {
      for node in layer.calls.indices
      where shapes[TensorReference(layer: layer.description.name, node: node)] == nil {
        throw ModelError(
          layer: layer.description.name,
          "it depends on its own output, directly or through others; remove the cycle")
      }
    }
    return shapes
  }

  private func checkTotal(_ layers: [ResolvedLayer]) throws(ModelError) {
    var total = 0
    for layer in layers {
      for parameter in layer.parameters {
        total += parameter.shape.elementCount ?? maximumElementCount + 1
        guard total <= maximumElementCount else {
          throw ModelError(
            layer: layer.name,
            "\(parameter.role.rawValue) \(parameter.shape.dimensions) brings the network to more "
              + "weights than memory can hold; make it smaller")
        }
      }
    }
  }
}

/// One call of one layer, by position.
private struct Call {
  let layer: Int
  let node: Int
}

extension [String: Int] {
  /// Whether calls of these counts make the tensor.
  fileprivate func holds(_ tensor: TensorReference) -> Bool {
    guard let calls = self[tensor.layer] else { return false }
    return tensor.node >= 0 && tensor.node < calls && tensor.tensor == 0
  }
}

extension NetworkLayer {
  /// The calls, each known to take one tensor; an input's one call takes none.
  fileprivate func checkedCalls() throws(ModelError) -> [[TensorReference]] {
    if description.isInput {
      guard calls.joined().isEmpty else {
        throw ModelError(
          layer: description.name, "an input takes no tensor; remove its inbound nodes")
      }
      return [[]]
    }
    guard !calls.isEmpty else {
      throw ModelError(layer: description.name, "it is never called; connect it or remove it")
    }
    for call in calls where call.count != 1 {
      throw ModelError(
        layer: description.name,
        "it takes \(call.count) tensors, but a \(description.kind.className) layer takes one")
    }
    return calls
  }

  /// The shape that a call takes: an input's own for an input, `nil` where it is not known yet.
  fileprivate func inputShape(
    ofCall node: Int, given shapes: [TensorReference: Shape]
  ) -> Shape? {
    if case .input(let shape) = description.kind { return shape }
    return calls[node].first.flatMap { shapes[$0] }
  }

  fileprivate func resolved(
    given shapes: [TensorReference: Shape]
  ) throws(ModelError) -> ResolvedLayer {
    let calls = try checkedCalls()
    let inputShapes = calls.indices.compactMap { inputShape(ofCall: $0, given: shapes) }
    let parameters = description.parameters(for: inputShapes[0])
    for shape in inputShapes.dropFirst()
    where description.parameters(for: shape).map(\.shape) != parameters.map(\.shape) {
      throw ModelError(
        layer: description.name,
        "it is called on \(inputShapes[0]) and on \(shape), which need different weights; "
          + "use two layers")
    }
    return ResolvedLayer(
      description: description, calls: calls, inputShapes: inputShapes,
      outputShapes: calls.indices.compactMap {
        shapes[TensorReference(layer: description.name, node: $0)]
      },
      parameters: parameters)
  }
}
