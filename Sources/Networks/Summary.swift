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
  public let trainableCount: Int
  /// Weights of frozen layers.
  public let nonTrainableCount: Int
  /// The optimizer's own variables once training has begun; `nil` where none is known.
  public let optimizerCount: Int?
  /// Whether the graph branches, has several inputs, or calls a layer more than once.
  public let isBranched: Bool

  /// All weights of the network; the optimizer's variables are none of them.
  public var parameterCount: Int { trainableCount + nonTrainableCount }

  /// The bytes that so many numbers take as `Float`s.
  public static func bytes(ofCount count: Int) -> Int { 4 * count }

  /// One layer.
  public struct Row: Sendable, Equatable {
    /// The layer's name.
    public let layer: String
    /// Keras's name for what it is.
    public let className: String
    /// The output of its last call.
    public let outputShape: Shape
    /// Its weights in Keras's order.
    public let parameters: [ParameterDescription]
    /// One entry a call: the tensor it takes, or nothing for an input.
    public let inboundNodes: [[TensorReference]]
    /// Every call that takes one of its outputs.
    public let outboundNodes: [CallReference]

    /// The number of weights.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
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
  /// - Parameter optimizer: what it is trained with, so that its variables can be counted too.
  public func summary(optimizer: Optimizer? = nil) -> Summary {
    var outbound: [String: [Summary.CallReference]] = [:]
    for layer in layers {
      for (node, tensors) in layer.calls.enumerated() {
        for tensor in tensors {
          outbound[tensor.layer, default: []].append(.init(layer: layer.name, node: node))
        }
      }
    }
    let listed = network.form == .sequential ? layers.filter { !$0.description.isInput } : layers
    return Summary(
      networkName: network.name, form: network.form,
      inputShapes: inputShapes,
      rows: listed.map { layer in
        Summary.Row(
          layer: layer.name, className: layer.description.layer.className,
          outputShape: layer.outputShape, parameters: layer.parameters, inboundNodes: layer.calls,
          outboundNodes: outbound[layer.name] ?? [])
      },
      trainableCount: trainableCount, nonTrainableCount: parameterCount - trainableCount,
      optimizerCount: optimizer?.variableCount(trainableCount: trainableCount),
      isBranched: isBranched)
  }

  /// The shapes of the inputs in the order in which the network takes them.
  private var inputShapes: [Shape] {
    let shapes = Dictionary(layers.map { ($0.name, $0.outputShape) }) { first, _ in first }
    return network.inputs.compactMap { shapes[$0.layer] }
  }

  /// Keras's test for the 'Connected to' column: the calls form no single chain, or share a layer.
  private var isBranched: Bool {
    let tensors = layers.flatMap { $0.calls.joined() }
    return layers.contains { $0.calls.count > 1 } || network.inputs.count > 1
      || Set(tensors).count < tensors.count
  }
}
