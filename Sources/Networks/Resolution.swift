// Shapes are worked out call by call, not layer by layer: a shared layer may be called on what it
// returned before, which is no cycle.

extension NetworkDescription {
  /// Works out every shape and parameter.
  ///
  /// - Throws: a `ModelError` for a name used twice, a missing node, a cycle, a shape that does not
  ///   fit, a count that depends on an unknown size, or a size beyond all memory.
  /// - Cost: n·log n for n calls and the tensors that they take.
  public func resolved() throws(ModelError) -> ResolvedNetwork {
    try resolved(budget: NestingBudget())
  }

  /// The same for a network that may be inside others.
  func resolved(budget: NestingBudget) throws(ModelError) -> ResolvedNetwork {
    var graph = try CallGraph(self, budget: budget)
    let calls = graph.walk()
    var errors = graph.errors
    _ = errors.keeping { () throws(ModelError) in try checkInputs() }
    // A tensor that is missing because of what is noted already is no further obstacle.
    if errors.isEmpty {
      for output in outputs where graph.shape(of: output) == nil {
        errors.add(
          ModelError(
            "output \(printable(output.description)) names no tensor of the network; "
              + "correct its reference"))
      }
    }
    try errors.check()
    var resolved: [ResolvedLayer] = []
    resolved.reserveCapacity(layers.count)
    for (index, layer) in layers.enumerated() {
      let shapes = graph.shapes(ofLayer: index), inner = graph.innerNetwork(ofLayer: index)
      if let layer = errors.keeping({ () throws(ModelError) in
        try layer.resolved(shapes, inner: inner)
      }) {
        resolved.append(layer)
      }
    }
    try errors.check()
    try checkTotal(resolved, mayBeUnknown: resolved.contains(where: \.leavesCountsOpen))
    return ResolvedNetwork(network: self, layers: resolved, calls: calls)
  }

  /// Every input layer is an input of the network, and nothing else is.
  private func checkInputs() throws(ModelError) {
    // By their places: a copy of each of 100,000 layers would take a while.
    let entrances = layers.indices.lazy.filter { layers[$0].description.isInput }.map {
      TensorReference(layer: layers[$0].description.name)
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

  private func checkTotal(
    _ layers: [ResolvedLayer], mayBeUnknown: Bool
  ) throws(ModelError) {
    var total = 0
    var errors = ErrorList()
    for layer in layers {
      let isOpen = layer.parameters.contains { !$0.shape.isKnown && !$0.shape.exceedsMemory }
      if isOpen, !mayBeUnknown {
        errors.add(
          layer.description.error(
            "the number of its weights depends on an axis of its input \(layer.inputShape) that "
              + "is unknown; give that axis a size"))
      }
      for parameter in layer.parameters
      where parameter.shape.isKnown || parameter.shape.exceedsMemory {
        total += parameter.shape.elementCount ?? maximumElementCount + 1
        guard total <= maximumElementCount else {
          throw layer.description.error(
            "\(parameter.role.rawValue) \(parameter.shape.dimensions) brings the network to more "
              + "weights than memory can hold; make it smaller")
        }
      }
    }
    try errors.check()
  }
}

extension NetworkLayer {
  /// The calls, each known to take as many tensors as the layer does; an input's one call takes none.
  func checkedCalls() throws(ModelError) -> [[TensorReference]] {
    if description.isInput {
      guard calls.allSatisfy(\.tensors.isEmpty) else {
        throw description.error("an input takes no tensor; remove its inbound nodes")
      }
      return [[]]
    }
    guard !calls.isEmpty else {
      throw description.error("it is never called; connect it or remove it")
    }
    let expected = description.layer.inputCount
    for call in calls where !expected.allows(call.tensors.count - call.maskCount) {
      throw description.error(
        "it takes \(call.tensors.count - call.maskCount) tensors, but \(withArticle(description.layer.className)) layer takes "
          + expected.words)
    }
    return calls.map(\.tensors)
  }

  fileprivate func resolved(
    _ shapes: (inputs: [[Shape]], outputs: [[Shape]]), inner: ResolvedNetwork?
  ) throws(ModelError) -> ResolvedLayer {
    let parameters = description.parameters(for: shapes.inputs[0], inner: inner)
    try description.checkTypes(of: parameters)
    for inputs in shapes.inputs.dropFirst()
    where inner == nil
      && description.parameters(for: inputs).map(\.shape) != parameters.map(\.shape)
    {
      throw description.error(
        "it is called on \(shapes.inputs[0][0]) and on \(inputs[0]), which need different weights; "
          + "use two layers")
    }
    return ResolvedLayer(
      description: description, calls: try checkedCalls(), inputShapes: shapes.inputs,
      outputShapes: shapes.outputs, parameters: parameters, inner: inner)
  }
}
