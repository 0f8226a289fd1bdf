/// A network whose every shape and parameter is known and possible.
public struct ResolvedNetwork: Sendable {
  /// What was resolved.
  public let network: NetworkDescription
  /// The layers in the network's order, with shapes and parameters.
  public let layers: [ResolvedLayer]

  /// All parameters in Keras's order; a layer that is called twice counts once.
  public var parameters: [ParameterDescription] { layers.flatMap(\.parameters) }

  /// The number of weights in all.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// The number of weights that training changes.
  public var trainableCount: Int {
    parameters.lazy.filter(\.isTrainable).reduce(0) { $0 + $1.count }
  }

  /// The layers from input to output where the network is one chain.
  ///
  /// - Throws: a `ModelError` that says where the graph branches, since such a network can be
  ///   counted but not trained.
  public func chain() throws(ModelError) -> [ResolvedLayer] {
    var chain: [ResolvedLayer] = []
    var previous: TensorReference?
    for layer in layers {
      let expected = previous.map { [$0] } ?? []
      guard layer.calls == [expected] else {
        throw ModelError(
          layer: layer.name,
          "the graph is no chain here; such a network can be counted, but only chains are trained")
      }
      chain.append(layer)
      previous = TensorReference(layer: layer.name)
    }
    guard network.outputs == previous.map({ [$0] }) else {
      throw ModelError("the network must have one output, its last layer, to be trained")
    }
    return chain
  }
}

/// A layer with its shapes and parameters.
public struct ResolvedLayer: Sendable {
  /// The layer as described.
  public let description: LayerDescription
  /// The tensors of each call.
  public let calls: [[TensorReference]]
  /// The shape that each call takes; an input's own for an input.
  public let inputShapes: [Shape]
  /// The shape that each call returns.
  public let outputShapes: [Shape]
  /// The weights in Keras's order: kernel, recurrent kernel, bias.
  public let parameters: [ParameterDescription]

  /// The layer's name.
  public var name: String { description.name }
  /// The shape of the first call's input.
  public var inputShape: Shape { inputShapes[0] }
  /// The shape of the last call's output, which is what Keras's summary prints.
  public var outputShape: Shape { outputShapes[outputShapes.count - 1] }
  /// The number of weights.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}

extension NetworkDescription {
  /// Works out every shape and parameter.
  ///
  /// - Throws: a `ModelError` for a name used twice, a missing node, a cycle, a shape that does not
  ///   fit, or a size that does not fit in an `Int`.
  public func resolved() throws(ModelError) -> ResolvedNetwork {
    try checkNames()
    var outputShapes: [TensorReference: Shape] = [:]
    var resolved: [String: ResolvedLayer] = [:]
    for layer in try inTopologicalOrder() {
      let result = try layer.resolved(given: outputShapes)
      for (node, shape) in result.outputShapes.enumerated() {
        outputShapes[TensorReference(layer: result.name, node: node)] = shape
      }
      resolved[result.name] = result
    }
    for output in outputs where outputShapes[output] == nil {
      throw ModelError("output \(output) names no tensor of the network; correct its reference")
    }
    let ordered = layers.compactMap { resolved[$0.description.name] }
    try checkTotal(ordered)
    return ResolvedNetwork(network: self, layers: ordered)
  }

  private func checkNames() throws(ModelError) {
    guard !layers.isEmpty, !outputs.isEmpty else {
      throw ModelError("network '\(name)' has no layers or no output; give it at least one of each")
    }
    var seen: Set<String> = []
    for layer in layers where !seen.insert(layer.description.name).inserted {
      throw ModelError(
        layer: layer.description.name, "the name is used twice; give every layer its own")
    }
  }

  private func checkTotal(_ layers: [ResolvedLayer]) throws(ModelError) {
    var total = 0
    for layer in layers {
      for parameter in layer.parameters {
        guard let count = parameter.shape.elementCount,
          case let (sum, overflow) = total.addingReportingOverflow(count), !overflow
        else {
          throw ModelError(
            layer: layer.name,
            "\(parameter.role.rawValue) \(parameter.shape.dimensions) has too many weights to count; "
              + "make it smaller")
        }
        total = sum
      }
    }
  }

  /// The layers so ordered that each stands behind those it takes tensors from.
  private func inTopologicalOrder() throws(ModelError) -> [NetworkLayer] {
    let known = Set(layers.map(\.description.name))
    for layer in layers {
      for reference in layer.calls.joined() where !known.contains(reference.layer) {
        throw ModelError(
          layer: layer.description.name,
          "it takes its input from '\(reference.layer)', which the network lacks; "
            + "add that layer or correct the name")
      }
    }
    var ordered: [NetworkLayer] = []
    var done: Set<String> = []
    var waiting = layers
    while !waiting.isEmpty {
      let ready = waiting.filter { $0.calls.joined().allSatisfy { done.contains($0.layer) } }
      guard !ready.isEmpty else {
        throw ModelError(
          layer: waiting[0].description.name,
          "it depends on its own output, directly or through others; remove the cycle")
      }
      ordered += ready
      done.formUnion(ready.map(\.description.name))
      waiting.removeAll { done.contains($0.description.name) }
    }
    return ordered
  }
}

extension NetworkLayer {
  fileprivate func resolved(
    given shapes: [TensorReference: Shape]
  ) throws(ModelError) -> ResolvedLayer {
    var inputShapes: [Shape] = []
    if case .input(let shape) = description.kind {
      inputShapes = [shape]
    } else {
      for call in calls {
        guard call.count == 1 else {
          throw ModelError(
            layer: description.name,
            "it takes \(call.count) tensors, but a \(description.kind.className) layer takes one")
        }
        guard let shape = shapes[call[0]] else {
          throw ModelError(
            layer: description.name,
            "its input \(call[0]) names no tensor of the network; correct the reference")
        }
        inputShapes.append(shape)
      }
    }
    guard let first = inputShapes.first else {
      throw ModelError(layer: description.name, "it is never called; connect it or remove it")
    }
    var outputShapes: [Shape] = []
    for shape in inputShapes {
      outputShapes.append(try description.outputShape(for: shape))
    }
    let parameters = description.parameters(for: first)
    for shape in inputShapes.dropFirst()
    where description.parameters(for: shape).map(\.shape) != parameters.map(\.shape) {
      throw ModelError(
        layer: description.name,
        "it is called on \(first) and on \(shape), which need different weights; use two layers")
    }
    return ResolvedLayer(
      description: description, calls: calls, inputShapes: inputShapes,
      outputShapes: outputShapes, parameters: parameters)
  }
}
