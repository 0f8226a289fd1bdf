/// The calls of a network's layers, each waiting for those that it takes from.
struct CallGraph {
  /// One call of one layer, and what is known of it.
  private struct Call {
    let layer: Int
    let node: Int
    let inputs: [TensorReference]
    /// How many of these, the last ones, are masks.
    let maskCount: Int
    /// The calls that make these; as far as they are known.
    var makers: [Int] = []
    /// How many of the inputs have no shape yet.
    var missing: Int
    var inputShapes: [Shape] = []
    var outputShapes: [Shape]?
    /// Whether something is wrong with it, so that nothing is known of what it returns.
    var hasFailed = false
    /// The calls that take what this one returns; one that takes several tensors stands here as often.
    var consumers: [Int] = []
  }

  private let layers: [NetworkLayer]
  /// The calls layer by layer.
  private var calls: [Call] = []
  /// Networks that are layers, worked out for the shapes that they are called on.
  private var innerNetworks: [Int: [[Shape]: ResolvedNetwork]] = [:]
  private let budget: NestingBudget
  /// The calls of each layer, in the network's order and by its name.
  private var placesInOrder: [Range<Int>] = []
  private var places: [String: Range<Int>] = [:]
  /// What is wrong: names used twice, references to nothing, shapes that do not fit, cycles.
  private(set) var errors = ErrorList()

  /// Finds out who takes from whom.
  ///
  /// - Throws: a `ModelError` where there is nothing to walk through, or too much.
  init(_ network: NetworkDescription, budget: NestingBudget) throws(ModelError) {
    layers = network.layers
    self.budget = budget
    guard !layers.isEmpty, !network.outputs.isEmpty else {
      throw ModelError(
        "network \(quoted(network.name)) has no layers or no output; give it at least one of each")
    }
    calls.reserveCapacity(layers.count)
    placesInOrder.reserveCapacity(layers.count)
    places.reserveCapacity(layers.count)
    for (index, layer) in layers.enumerated() {
      let nodes = errors.keeping { () throws(ModelError) in try layer.checkedCalls() }
      let place = calls.count..<calls.count + (nodes?.count ?? max(layer.calls.count, 1))
      placesInOrder.append(place)
      if let taken = places.updateValue(place, forKey: layer.description.name) {
        places[layer.description.name] = taken
        errors.add(
          layer.description.error("the name is used twice; give every layer its own"))
      }
      for node in 0..<place.count {
        let inputs = nodes?[node] ?? []
        let masks = layer.calls.indices.contains(node) ? layer.calls[node].maskCount : 0
        var call = Call(
          layer: index, node: node, inputs: inputs, maskCount: masks, missing: inputs.count)
        call.hasFailed = nodes == nil
        calls.append(call)
      }
    }
    try budget.take(calls.count)
    for index in calls.indices {
      for source in calls[index].inputs {
        if let maker = errors.keeping({ [self] () throws(ModelError) in
          try call(making: source, for: index)
        }) {
          calls[maker].consumers.append(index)
          calls[index].makers.append(maker)
        } else {
          calls[index].hasFailed = true
          calls[index].missing -= 1
        }
      }
    }
  }

  /// The call that makes a tensor.
  private func call(making tensor: TensorReference, for taker: Int) throws(ModelError) -> Int {
    let layer = layers[calls[taker].layer].description
    guard let place = places[tensor.layer] else {
      throw layer.error(
        "it takes its input from \(quoted(tensor.layer)), which the network lacks; "
          + "add that layer or correct the name")
    }
    guard tensor.node >= 0, tensor.node < place.count, tensor.tensor >= 0 else {
      throw layer.error(noTensor(tensor))
    }
    return place.lowerBound + tensor.node
  }

  private func noTensor(_ tensor: TensorReference) -> String {
    "its input \(printable(tensor.description)) names no tensor of the network; correct the reference"
  }

  /// Works out the shapes of all calls, each after those that it takes from, and notes where a shape
  /// does not fit, or where calls wait for one another: behind these shapes are unknown.
  mutating func walk() -> [ResolvedCall] {
    var order: [ResolvedCall] = []
    order.reserveCapacity(calls.count)
    var ready = Heap(calls.indices.filter { calls[$0].missing == 0 })
    while let index = ready.popLeast() {
      do throws(ModelError) {
        try makeShapes(ofCall: index)
      } catch {
        errors.add(error)
        calls[index].hasFailed = true
      }
      if calls[index].hasFailed { leaveOpen(index) }
      let call = calls[index]
      order.append(
        ResolvedCall(
          layer: call.layer, node: call.node, inputs: call.inputs,
          outputShapes: call.outputShapes ?? []))
      for consumer in call.consumers {
        calls[consumer].missing -= 1
        if calls[consumer].missing == 0 { ready.insert(consumer) }
      }
    }
    if let waiting = calls.first(where: { $0.outputShapes == nil }) {
      errors.add(
        layers[waiting.layer].description.error(
          "it depends on its own output, directly or through others; remove the cycle"))
    }
    return order
  }

  /// Gives a call that has failed unknown shapes.
  private mutating func leaveOpen(_ index: Int) {
    calls[index].inputShapes = calls[index].inputs.map { _ in .unknown }
    calls[index].outputShapes = [.unknown]
  }

  private mutating func makeShapes(ofCall index: Int) throws(ModelError) {
    if calls[index].hasFailed { return }
    let layer = layers[calls[index].layer].description
    var inputs: [Shape] = []
    for (source, maker) in zip(calls[index].inputs, calls[index].makers) {
      guard let shape = shape(source.tensor, ofCall: maker) else {
        throw layer.error(noTensor(source))
      }
      inputs.append(shape)
    }
    inputs.removeLast(calls[index].maskCount)
    // Behind what is not known the file's word is the only one.
    if inputs.count == 1, !inputs[0].isRankKnown, let stated = layer.statedInputShape {
      inputs = [stated]
    }
    let outputs = try outputShapes(ofCall: index, for: inputs)
    for output in outputs where output.exceedsMemory {
      throw layer.error(
        "its output \(output) holds more numbers than memory can; make the layer or its input smaller"
      )
    }
    calls[index].inputShapes = layer.isInput ? outputs : inputs
    calls[index].outputShapes = outputs
  }

  private mutating func outputShapes(
    ofCall call: Int, for inputs: [Shape]
  ) throws(ModelError) -> [Shape] {
    let index = calls[call].layer
    let description = layers[index].description(ofCall: calls[call].node)
    guard let nested = description.layer.known(as: NestedModel.self) else {
      return try description.outputShapes(for: inputs)
    }
    if let known = innerNetworks[index]?[inputs] { return known.networkOutputShapes }
    do {
      let resolved = try nested.resolved(for: inputs, budget: budget)
      innerNetworks[index, default: [:]][inputs] = resolved
      return resolved.networkOutputShapes
    } catch {
      throw error.inside(description.name)
    }
  }

  /// The network that a layer is, as it was worked out for the layer's first call.
  func innerNetwork(ofLayer index: Int) -> ResolvedNetwork? {
    innerNetworks[index]?[calls[placesInOrder[index].lowerBound].inputShapes]
  }

  /// The shape of a tensor; `nil` where no call that is done makes it.
  func shape(of tensor: TensorReference) -> Shape? {
    guard let place = places[tensor.layer], tensor.node >= 0, tensor.node < place.count else {
      return nil
    }
    return shape(tensor.tensor, ofCall: place.lowerBound + tensor.node)
  }

  private func shape(_ tensor: Int, ofCall index: Int) -> Shape? {
    if calls[index].hasFailed { return .unknown }
    guard let shapes = calls[index].outputShapes, shapes.indices.contains(tensor) else {
      return nil
    }
    return shapes[tensor]
  }

  /// The shapes of all calls of a layer, once the graph was walked.
  func shapes(ofLayer index: Int) -> (inputs: [[Shape]], outputs: [[Shape]]) {
    let own = calls[placesInOrder[index]]
    return (own.map(\.inputShapes), own.map { $0.outputShapes ?? [] })
  }
}

extension NetworkLayer {
  /// The layer as it is for one of its calls.
  fileprivate func description(ofCall node: Int) -> LayerDescription {
    guard calls.indices.contains(node), calls[node].isReversed,
      var reversible = description.layer as? ReversibleEmbedding
    else { return description }
    reversible.isReversed = true
    var reversed = description
    reversed.layer = reversible
    return reversed
  }
}

extension LayerDescription {
  /// An error about the layer.
  func error(_ reason: String) -> ModelError {
    ModelError(layer: name, className: layer.className, reason)
  }
}

/// Numbers of which the least comes first.
private struct Heap {
  private var numbers: [Int] = []

  init(_ numbers: [Int]) {
    for number in numbers { insert(number) }
  }

  mutating func insert(_ number: Int) {
    numbers.append(number)
    var child = numbers.count - 1
    while child > 0, numbers[child] < numbers[(child - 1) / 2] {
      numbers.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popLeast() -> Int? {
    guard let last = numbers.popLast() else { return nil }
    guard let least = numbers.first else { return last }
    numbers[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < numbers.count }
      guard let child = children.min(by: { numbers[$0] < numbers[$1] }),
        numbers[child] < numbers[parent]
      else { return least }
      numbers.swapAt(child, parent)
      parent = child
    }
  }
}
