import Networks

extension NetworkDescription {
  /// The positions of the layers in the order in which Keras 3 lists them once it has rebuilt the
  /// network: those farthest from the outputs first, and of equally far ones the one first that a walk
  /// from the outputs meets first. Layers that no output depends on come last.
  ///
  /// - Cost: n·log n for n calls and the tensors that they take.
  var kerasOrder: [Int] {
    if form == .sequential { return Array(layers.indices) }
    var walk = GraphWalk(self)
    walk.run(from: outputs)
    return layers.indices.sorted {
      (-walk.depths[$0], walk.visits[$0], $0) < (-walk.depths[$1], walk.visits[$1], $1)
    }
  }
}

/// A walk through a graph from its outputs, depth first, with a stack of its own: graphs may be deeper
/// than a thread's.
private struct GraphWalk {
  /// How many calls at most lie between each layer and an output.
  private(set) var depths: [Int]
  /// When each layer was met.
  private(set) var visits: [Int]

  private let layers: [NetworkLayer]
  private let positions: [String: Int]
  /// The number of each layer's first call, and of all calls.
  private var firstCalls = [0]
  private var visitCount = 0

  /// A call of a layer, and its number among all.
  private struct Call {
    let layer: Int
    let node: Int
    let number: Int
  }

  init(_ network: NetworkDescription) {
    layers = network.layers
    // Inputs that nothing takes are listed among what is next to the outputs, and first there.
    depths = layers.map { $0.description.isInput ? 0 : -1 }
    visits = layers.map { $0.description.isInput ? -1 : .max }
    positions = Dictionary(
      layers.enumerated().map { ($1.description.name, $0) }, uniquingKeysWith: { first, _ in first }
    )
    for layer in layers {
      // Files list no call of an input.
      firstCalls.append(firstCalls[firstCalls.count - 1] + max(layer.calls.count, 1))
    }
  }

  private func call(making tensor: TensorReference) -> Call? {
    guard let layer = positions[tensor.layer], tensor.node >= 0,
      tensor.node < firstCalls[layer + 1] - firstCalls[layer]
    else { return nil }
    return Call(layer: layer, node: tensor.node, number: firstCalls[layer] + tensor.node)
  }

  private func tensors(of call: Call) -> [TensorReference] {
    let calls = layers[call.layer].calls
    return calls.indices.contains(call.node) ? calls[call.node].tensors : []
  }

  mutating func run(from outputs: [TensorReference]) {
    var callDepths = Array(repeating: 0, count: firstCalls[layers.count])
    for call in callsBehindSources(of: outputs).reversed() {
      // A layer that is called twice is as far as its farthest call.
      let depth = max(callDepths[call.number], depths[call.layer])
      depths[call.layer] = depth
      for tensor in tensors(of: call) {
        guard let source = self.call(making: tensor) else { continue }
        callDepths[source.number] = max(callDepths[source.number], depth + 1)
      }
    }
  }

  /// All calls that the outputs depend on, each behind those that it takes from.
  private mutating func callsBehindSources(of outputs: [TensorReference]) -> [Call] {
    var wasMet = Array(repeating: false, count: firstCalls[layers.count])
    var done: [Call] = []
    var open: [(call: Call, next: Int)] = []
    for output in outputs {
      var met = call(making: output)
      while true {
        if let call = met, !wasMet[call.number] {
          wasMet[call.number] = true
          note(call.layer)
          open.append((call, 0))
        }
        guard let (call, next) = open.last else { break }
        let tensors = tensors(of: call)
        if next < tensors.count {
          open[open.count - 1].next += 1
          met = self.call(making: tensors[next])
        } else {
          done.append(call)
          open.removeLast()
          met = nil
        }
      }
    }
    return done
  }

  private mutating func note(_ layer: Int) {
    guard visits[layer] == .max || visits[layer] == -1 else { return }
    visits[layer] = visitCount
    visitCount += 1
  }
}

extension ResolvedNetwork {
  /// The layers in the order in which Keras 3 lists them once it has rebuilt the network.
  public var layersInKerasOrder: [ResolvedLayer] { network.kerasOrder.map { layers[$0] } }
}
