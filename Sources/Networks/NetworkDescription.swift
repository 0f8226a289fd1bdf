/// A network as a graph of layers: what Keras's `Sequential` and `Functional` describe.
public struct NetworkDescription: Sendable, Hashable {
  /// The name in the summary's title.
  public var name: String
  /// Which of Keras's two classes it is.
  public var form: Form
  /// The layers in the order that Keras lists them, inputs included.
  public var layers: [NetworkLayer]
  /// The tensors that the network takes, in the order in which it is given them.
  public var inputs: [TensorReference]
  /// The tensors that the network returns.
  public var outputs: [TensorReference]

  /// The two classes of Keras models.
  public enum Form: String, Sendable {
    /// A chain; its summary leaves the input layer out.
    case sequential = "Sequential"
    /// Any acyclic graph.
    case functional = "Functional"
  }

  /// Creates a network from the parts of a graph; it takes its inputs in the order of the layers
  /// where none is given.
  public init(
    name: String, form: Form = .functional, layers: [NetworkLayer],
    inputs: [TensorReference]? = nil, outputs: [TensorReference]
  ) {
    self.name = name
    self.form = form
    self.layers = layers
    self.inputs =
      inputs
      ?? layers.lazy.filter(\.description.isInput).map {
        TensorReference(layer: $0.description.name)
      }
    self.outputs = outputs
  }

  /// Creates a chain of layers on one input.
  public init(
    sequential name: String, input: InputLayer, inputName: String = "input_layer",
    layers: [LayerDescription]
  ) {
    var chain = [NetworkLayer(LayerDescription(inputName, input), calls: [[]])]
    chain.reserveCapacity(layers.count + 1)
    for layer in layers {
      let previous = TensorReference(layer: chain[chain.count - 1].description.name)
      chain.append(NetworkLayer(layer, calls: [[previous]]))
    }
    let last = TensorReference(layer: chain[chain.count - 1].description.name)
    self.init(name: name, form: .sequential, layers: chain, outputs: [last])
  }

  /// Creates a chain of layers on one input of that shape.
  public init(
    sequential name: String, input: Shape, inputName: String = "input_layer",
    layers: [LayerDescription]
  ) {
    self.init(
      sequential: name, input: InputLayer(input), inputName: inputName, layers: layers)
  }

  /// The same network on inputs of another shape.
  public func replacingInput(with shape: Shape) -> NetworkDescription {
    var network = self
    for index in layers.indices {
      if var input = layers[index].description.layer as? InputLayer {
        input.shape = shape
        network.layers[index].description.layer = input
      }
    }
    return network
  }
}

/// A layer in a graph, with the tensors that it is called on.
public struct NetworkLayer: Sendable, Hashable {
  /// The layer itself.
  public var description: LayerDescription
  /// One entry a call; each makes one of Keras's inbound nodes.
  public var calls: [LayerCall]

  /// Places a layer in a graph.
  public init(_ description: LayerDescription, calls: [LayerCall]) {
    self.description = description
    self.calls = calls
  }
}

/// One call of a layer.
public struct LayerCall: Sendable, Hashable {
  /// The tensors it takes.
  public var tensors: [TensorReference]
  /// How many of them, the last ones, are masks: what tells which steps count is no input of the layer.
  public var maskCount: Int
  /// All arguments as a file of Keras 3 has them, where there is more than tensors: JSON text.
  public var arguments: String?
  /// Whether one of these arguments says something else than what is so without it.
  public var hasSettings: Bool
  /// Whether it asks a layer that works both ways for the way back.
  public var isReversed: Bool
  /// Whether it tells which numbers of its one tensor are not 0, which is how the mask of an embedding is made.
  public var tellsNonzero: Bool

  /// Describes a call.
  public init(
    _ tensors: [TensorReference], maskCount: Int = 0, arguments: String? = nil,
    hasSettings: Bool = false, isReversed: Bool = false, tellsNonzero: Bool = false
  ) {
    self.tensors = tensors
    self.maskCount = maskCount
    self.arguments = arguments
    self.hasSettings = hasSettings
    self.isReversed = isReversed
    self.tellsNonzero = tellsNonzero
  }
}

extension LayerCall: ExpressibleByArrayLiteral {
  /// Describes a call on these tensors.
  public init(arrayLiteral tensors: TensorReference...) {
    self.init(tensors)
  }
}

/// What Keras calls a history: the output of one call of a layer.
public struct TensorReference: Sendable, Hashable, CustomStringConvertible {
  /// The layer that makes the tensor.
  public var layer: String
  /// Which of its calls (nodes) made it.
  public var node: Int
  /// Which of that call's outputs it is.
  public var tensor: Int

  /// Refers to an output of a layer.
  public init(layer: String, node: Int = 0, tensor: Int = 0) {
    self.layer = layer
    self.node = node
    self.tensor = tensor
  }

  /// As 'Connected to' prints it: `dense_1[0][0]`.
  public var description: String { "\(layer)[\(node)][\(tensor)]" }
}
