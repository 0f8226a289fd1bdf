// The order in which Keras 3 runs the calls of a graph. Nothing that is computed depends on it but what each call of a
// shared layer changes in turn, as moving averages are.

extension ResolvedNetwork {
  /// The first tensor of each call, in Keras's order and with the names of the network that `inlined()` makes.
  package var runOrder: [TensorReference] { framedRunOrder ?? keptRunOrder() }

  /// The same of a network as it stands.
  func keptRunOrder() -> [TensorReference] {
    // A network within this one is run as a whole, each time it is called.
    var inside: [Int: [TensorReference]] = [:]
    return RunOrder(self).calls.flatMap { call -> [TensorReference] in
      let layer = layers[call.layer]
      guard let inner = layer.inner else {
        return [TensorReference(layer: layer.name, node: call.node)]
      }
      let order = inside[call.layer] ?? inner.keptRunOrder()
      inside[call.layer] = order
      let counts = Dictionary(grouping: order, by: \.layer).mapValues(\.count)
      return order.map {
        TensorReference(
          layer: "\(layer.name)/\($0.layer)", node: call.node * (counts[$0.layer] ?? 1) + $0.node)
      }
    }
  }
}

/// Walks as Keras's `map_graph` does.
private struct RunOrder {
  let calls: [ResolvedCall]

  init(_ network: ResolvedNetwork) {
    let calls = network.calls
    let places = Dictionary(
      uniqueKeysWithValues: calls.indices.map { (network.reference(to: calls[$0]), $0) })
    func place(of tensor: TensorReference) -> Int? {
      places[TensorReference(layer: tensor.layer, node: tensor.node)]
    }
    let parents = calls.map { $0.inputs.compactMap(place) }
    let finished = Self.finished(from: network.network.outputs.compactMap(place), parents)

    // Each as far from the end as the call that is farthest, and a layer's later calls no nearer than its first ones.
    var depths = [Int?](repeating: nil, count: calls.count), layerDepths: [Int: Int] = [:]
    var seen: [Int] = []
    for call in finished.reversed() {
      if depths[call] == nil { seen.append(call) }
      let depth = max(depths[call] ?? 0, layerDepths[calls[call].layer] ?? 0)
      (depths[call], layerDepths[calls[call].layer]) = (depth, depth)
      for parent in parents[call] {
        if depths[parent] == nil { seen.append(parent) }
        depths[parent] = max(depth + 1, depths[parent] ?? 0)
      }
    }
    let order = seen.enumerated().sorted {
      let (first, second) = (depths[$0.element] ?? 0, depths[$1.element] ?? 0)
      return first == second ? $0.offset < $1.offset : first > second
    }
    self.calls = order.map { calls[$0.element] }
  }

  /// The calls that lead to some others, each behind those that it takes from: depth first.
  private static func finished(from ends: [Int], _ parents: [[Int]]) -> [Int] {
    var finished: [Int] = [], isFinished = [Bool](repeating: false, count: parents.count)
    for end in ends where !isFinished[end] {
      // On a stack of its own: networks may be deeper than a thread's.
      var open = [(call: end, next: 0)]
      while let (call, next) = open.last {
        if next < parents[call].count {
          open[open.count - 1].next += 1
          if !isFinished[parents[call][next]] { open.append((parents[call][next], 0)) }
        } else {
          isFinished[call] = true
          finished.append(call)
          open.removeLast()
        }
      }
    }
    return finished
  }
}

extension ResolvedNetwork {
  fileprivate func reference(to call: ResolvedCall) -> TensorReference {
    TensorReference(layer: layers[call.layer].name, node: call.node)
  }
}
