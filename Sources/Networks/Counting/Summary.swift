/// What Keras's `summary()` tells of a network, as data.
public struct Summary: Sendable, Equatable {
  /// The name in the title.
  public let networkName: String
  /// Whether it is a chain by construction or a graph.
  public let form: NetworkDescription.Form
  /// The shape of each input, without the batch.
  public let inputShapes: [Shape]
  /// One row a layer; a `Sequential` network leaves its input out, as Keras does.
  public let rows: [Row]
  /// Weights that training changes; a layer that is called twice counts once.
  public let trainable: Tally
  /// Weights of frozen layers, and those that no gradient changes.
  public let nonTrainable: Tally
  /// The optimizer's own variables once training has begun; `nil` where none is known.
  public let optimizer: Tally?
  /// Whether the graph branches, has several inputs, or calls a layer more than once.
  public let isBranched: Bool
  /// `false` where the network says nothing of its input, so that its layers have no weights yet.
  public let isBuilt: Bool

  /// The number of weights that training changes.
  public var trainableCount: Int { trainable.count }
  /// The number of weights that it doesn't.
  public var nonTrainableCount: Int { nonTrainable.count }
  /// The number of the optimizer's own variables.
  public var optimizerCount: Int? { optimizer?.count }
  /// All weights of the network; the optimizer's variables are none of them.
  public var parameterCount: Int { trainableCount + nonTrainableCount }

  /// The rows whose weights cannot all be counted.
  public var uncountedRows: [Row] { isBuilt ? rows.filter { $0.uncountedReason != nil } : [] }
  /// Whether there may be more weights than were counted.
  public var isLowerBound: Bool { !uncountedRows.isEmpty }

  /// One layer.
  public struct Row: Sendable, Equatable {
    /// The layer's name.
    public let layer: String
    /// Keras's name for what it is.
    public let className: String
    /// What an older file calls it; `nil` where that is the same.
    public let olderClassName: String?
    /// The outputs of its last call.
    public let outputShapes: [Shape]
    /// Its weights in Keras's order.
    public let parameters: [ParameterDescription]
    /// One entry a call: the tensors it takes, or nothing for an input.
    public let inboundNodes: [[TensorReference]]
    /// Every call that takes one of its outputs.
    public let outboundNodes: [CallReference]
    /// `false` where the layer is frozen.
    public let isTrainable: Bool
    /// Why not all of its weights can be counted; `nil` where they can.
    public let uncountedReason: String?
    /// Whether it is an operation on tensors that Keras 3 put into the graph, and no layer.
    public let isOperation: Bool
    /// The layers of the network that it is, if it is one, with the shapes that they were built for.
    public let children: [Row]

    /// The first output of its last call.
    public var outputShape: Shape { outputShapes[0] }
    /// The number of weights, as far as it is known.
    public var parameterCount: Int { Tally(parameters).count }
  }

  /// A call of a layer: Keras's node.
  public struct CallReference: Sendable, Hashable, CustomStringConvertible {
    /// The layer that is called.
    public let layer: String
    /// Which of its calls.
    public let node: Int

    /// As in `dense_1[0]`.
    public var description: String { "\(layer)[\(node)]" }
  }
}

extension ResolvedNetwork {
  /// Summarises the network.
  ///
  /// - Parameter optimizer: the variables of what it is trained with; `nil` where none are known.
  public func summary(optimizer: Tally? = nil) -> Summary {
    let (trainable, nonTrainable) = isBuilt ? tallies : (Tally(), Tally())
    return Summary(
      networkName: network.name, form: network.form, inputShapes: inputShapes,
      rows: summaryRows(budget: NestingBudget()),
      trainable: trainable, nonTrainable: nonTrainable,
      optimizer: optimizer, isBranched: isBranched, isBuilt: isBuilt)
  }

  /// What learns and what doesn't, added up where it stands: a list of all weights would be made for it alone.
  private var tallies: (trainable: Tally, nonTrainable: Tally) {
    var trainable = Tally(), nonTrainable = Tally()
    for layer in layers {
      trainable = trainable + Tally(layer.parameters.lazy.filter(\.isTrainable))
      nonTrainable = nonTrainable + Tally(layer.parameters.lazy.filter { !$0.isTrainable })
    }
    return (trainable, nonTrainable)
  }

  /// A row for each layer that Keras lists.
  private func summaryRows(budget: NestingBudget) -> [Summary.Row] {
    var outbound: [String: [Summary.CallReference]] = [:]
    outbound.reserveCapacity(layers.count)
    for layer in layers {
      for (node, tensors) in layer.calls.enumerated() {
        let call = Summary.CallReference(layer: layer.name, node: node)
        for tensor in tensors { outbound[tensor.layer, default: []].append(call) }
      }
    }
    let isBuilt = isBuilt  // It asks all layers.
    let listed = network.form == .sequential ? layers.filter { !$0.description.isInput } : layers
    return listed.map { layer in
      Summary.Row(
        layer: layer.name, className: layer.description.layer.className,
        olderClassName: layer.description.olderClassName,
        outputShapes: layer.outputShapes[layer.outputShapes.count - 1],
        parameters: isBuilt ? layer.parameters : [],
        inboundNodes: layer.calls, outboundNodes: outbound[layer.name] ?? [],
        isTrainable: layer.description.isTrainable,
        uncountedReason: layer.uncountedReason, isOperation: layer.isOperation,
        children: (layer.ownNetwork(budget: budget) ?? layer.pipeline)?.summaryRows(budget: budget)
          ?? [])
    }
  }

  /// The shapes of the inputs in the order in which the network takes them.
  private var inputShapes: [Shape] {
    let names = Set(network.inputs.map(\.layer))
    let shapes = Dictionary(
      layers.lazy.filter { names.contains($0.name) }.map { ($0.name, $0.outputShape) },
      uniquingKeysWith: { first, _ in first })
    return network.inputs.compactMap { shapes[$0.layer] }
  }

  /// Keras's test for the 'Connected to' column: the calls form no single chain, or share a layer.
  private var isBranched: Bool {
    // A chain is none by construction.
    if network.form == .sequential { return false }
    let tensors = layers.flatMap { $0.calls.joined() }
    return layers.contains { $0.calls.count > 1 || $0.calls.contains { $0.count > 1 } }
      || network.inputs.count > 1 || Set(tensors).count < tensors.count
  }
}

extension ResolvedLayer {
  fileprivate var isOperation: Bool {
    description.layer.known(as: UnknownLayer.self)?.isOperationOfKeras3 ?? false
  }

  /// The layers of a pipeline as the chain that they are; `nil` for all other layers.
  fileprivate var pipeline: ResolvedNetwork? {
    guard let pipeline = description.layer.known(as: Pipeline.self) else { return nil }
    return try? NetworkDescription(
      sequential: name, input: inputShape, layers: pipeline.layers
    ).resolved()
  }
}
