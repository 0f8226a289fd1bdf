import Networks

/// Puts a network together call by call, as Keras's functional notation does.
public final class GraphBuilder {
  private var layers: [NetworkLayer] = []

  /// Begins a network without layers.
  public init() {}

  /// Adds an input.
  public func input(_ shape: Shape) -> TensorReference {
    add(InputLayer(shape), [], isTrainable: true)
  }

  /// Adds a layer and calls it.
  public func call(
    _ layer: any Layer, _ inputs: TensorReference..., isTrainable: Bool = true
  ) -> TensorReference {
    add(layer, inputs, isTrainable: isTrainable)
  }

  /// Adds layers one behind the other.
  public func chain(
    _ input: TensorReference, _ layers: [any Layer]
  ) -> TensorReference {
    layers.reduce(input) { call($1, $0) }
  }

  /// Calls the layer that made a tensor once more.
  public func callAgain(
    _ tensor: TensorReference, _ inputs: TensorReference...
  ) -> TensorReference {
    guard let index = layers.firstIndex(where: { $0.description.name == tensor.layer }) else {
      preconditionFailure("'\(tensor)' is no tensor of the graph")
    }
    layers[index].calls.append(LayerCall(inputs))
    return TensorReference(layer: tensor.layer, node: layers[index].calls.count - 1)
  }

  /// The network that returns these tensors.
  public func network(_ outputs: TensorReference...) -> NetworkDescription {
    NetworkDescription(name: "graph", layers: layers, outputs: outputs)
  }

  private func add(
    _ layer: any Layer, _ inputs: [TensorReference], isTrainable: Bool
  ) -> TensorReference {
    let name = "layer_\(layers.count)"
    layers.append(
      NetworkLayer(
        LayerDescription(name, layer, isTrainable: isTrainable), calls: [LayerCall(inputs)]))
    return TensorReference(layer: name)
  }
}
