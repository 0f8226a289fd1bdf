/// The calls of a network's layers, each waiting for those that it takes from.
struct CallGraph {
  /// One call of one layer, and what is known of it.
  private struct Call {
    let layer: Int
    let node: Int
    let inputs: [TensorReference]
    /// How many of the inputs have no shape yet.
    var missing: Int
    var inputShapes: [Shape] = []
    var outputShapes: [Shape]?
    /// The calls that take what this one returns; one that takes several tensors stands here as often.
    var consumers: [Int] = []
  }

  private let layers: [NetworkLayer]
  /// The calls layer by layer.
  private var calls: [Call] = []
  /// Networks that are layers, worked out for the shapes that they are called on.
  private var innerNetworks: [Int: [[Shape]: ResolvedNetwork]] = [:]
  private let budget: NestingBudget
  /// The first call of each layer, by its name, and how many it has.
  private var places: [String: Range<Int>] = [:]

  /// Finds out who takes from whom.
  ///
  /// - Throws: a `ModelError` for a name used twice, or a reference to nothing.
  init(_ network: NetworkDescription, budget: NestingBudget) throws(ModelError) {
    layers = network.layers
    self.budget = budget
    guard !layers.isEmpty, !network.outputs.isEmpty else {
      throw ModelError(
        "network \(quoted(network.name)) has no layers or no output; give it at least one of each")
    }
    for (index, layer) in layers.enumerated() {
      let nodes = try layer.checkedCalls()
      let place = calls.count..<calls.count + nodes.count
      guard places.updateValue(place, forKey: layer.description.name) == nil else {
        throw ModelError(
          layer: layer.description.name, "the name is used twice; give every layer its own")
      }
      for (node, inputs) in nodes.enumerated() {
        calls.append(Call(layer: index, node: node, inputs: inputs, missing: inputs.count))
      }
    }
    try budget.take(calls.count)
    for index in calls.indices {
      for source in calls[index].inputs {
        calls[try call(making: source, for: index)].consumers.append(index)
      }
    }
  }

  /// The call that makes a tensor.
  private func call(making tensor: TensorReference, for taker: Int) throws(ModelError) -> Int {
    let name = layers[calls[taker].layer].description.name
    guard let place = places[tensor.layer] else {
      throw ModelError(
        layer: name,
        "it takes its input from \(quoted(tensor.layer)), which the network lacks; "
          + "add that layer or correct the name")
    }
    guard tensor.node >= 0, tensor.node < place.count, tensor.tensor >= 0 else {
      throw ModelError(
        layer: name,
        "its input \(printable(tensor.description)) names no tensor of the network; correct the reference"
      )
    }
    return place.lowerBound + tensor.node
  }

  /// Works out the shapes of all calls, each after those that it takes from.
  ///
  /// - Throws: a `ModelError` where a shape does not fit, or where calls wait for one another.
  mutating func walk() throws(ModelError) -> [ResolvedCall] {
    var order: [ResolvedCall] = []
    var ready = Heap(calls.indices.filter { calls[$0].missing == 0 })
    while let index = ready.popLeast() {
      try makeShapes(ofCall: index)
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
      throw ModelError(
        layer: layers[waiting.layer].description.name,
        "it depends on its own output, directly or through others; remove the cycle")
    }
    return order
  }

  private mutating func makeShapes(ofCall index: Int) throws(ModelError) {
    let layer = layers[calls[index].layer].description
    var inputs: [Shape] = []
    for source in calls[index].inputs {
      guard let shape = shape(of: source) else {
        throw ModelError(
          layer: layer.name,
          "its input \(printable(source.description)) names no tensor of the network; correct the reference"
        )
      }
      inputs.append(shape)
    }
    let outputs = try outputShapes(ofLayer: calls[index].layer, for: inputs)
    for output in outputs where output.exceedsMemory {
      throw ModelError(
        layer: layer.name,
        "its output \(output) holds more numbers than memory can; make the layer or its input smaller"
      )
    }
    calls[index].inputShapes = layer.isInput ? outputs : inputs
    calls[index].outputShapes = outputs
  }

  private mutating func outputShapes(
    ofLayer index: Int, for inputs: [Shape]
  ) throws(ModelError) -> [Shape] {
    let description = layers[index].description
    guard let nested = description.layer as? NestedModel else {
      return try description.outputShapes(for: inputs)
    }
    if let known = innerNetworks[index]?[inputs] { return known.networkOutputShapes }
    do {
      let resolved = try nested.resolved(for: inputs, budget: budget)
      innerNetworks[index, default: [:]][inputs] = resolved
      return resolved.networkOutputShapes
    } catch {
      throw ModelError(layer: error.layer.map { "\(description.name)/\($0)" }, error.reason)
    }
  }

  /// The network that a layer is, as it was worked out for the layer's first call.
  func innerNetwork(ofLayer index: Int) -> ResolvedNetwork? {
    guard let place = places[layers[index].description.name] else { return nil }
    return innerNetworks[index]?[calls[place.lowerBound].inputShapes]
  }

  /// The shape of a tensor; `nil` where no call that is done makes it.
  func shape(of tensor: TensorReference) -> Shape? {
    guard let place = places[tensor.layer], tensor.node >= 0, tensor.node < place.count,
      let shapes = calls[place.lowerBound + tensor.node].outputShapes,
      shapes.indices.contains(tensor.tensor)
    else { return nil }
    return shapes[tensor.tensor]
  }

  /// The shapes of all calls of a layer, once the graph was walked.
  func shapes(ofLayer index: Int) -> (inputs: [[Shape]], outputs: [[Shape]]) {
    let own = calls[places[layers[index].description.name] ?? 0..<0]
    return (own.map(\.inputShapes), own.map { $0.outputShapes ?? [] })
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
