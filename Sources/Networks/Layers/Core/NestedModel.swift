/// A whole network that is a layer of another.
public struct NestedModel: Layer {
  /// The network; calls replace the shapes of its inputs.
  public var network: NetworkDescription

  /// Makes a layer of a network.
  public init(_ network: NetworkDescription) {
    self.network = network
  }

  public var className: String { network.form.rawValue }
  public var innerLayers: [LayerDescription] { network.layers.map(\.description) }
  public var inputCount: InputCount { .range(network.inputs.count...network.inputs.count) }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    try resolved(for: inputs, budget: NestingBudget()).networkOutputShapes
  }

  public func parameters(for inputs: [Shape]) -> [LayerParameter] {
    (try? resolved(for: inputs, budget: NestingBudget()))?.parameters.map(LayerParameter.init) ?? []
  }

  /// Works the network out for the shapes of one call.
  func resolved(for inputs: [Shape], budget: NestingBudget) throws(ModelError) -> ResolvedNetwork {
    var network = network
    let shapes = Dictionary(
      zip(network.inputs.map(\.layer), inputs), uniquingKeysWith: { first, _ in first })
    let isOnOthers = network.entrances.contains { $0.shape != shapes[$0.name] }
    for index in network.layers.indices {
      let description = network.layers[index].description
      if var operation = description.layer.known(as: UnknownLayer.self) {
        operation.isInsideOnOtherShapes = isOnOthers
        network.layers[index].description.layer = operation
      }
      guard var input = description.layer as? InputLayer, let shape = shapes[description.name]
      else { continue }
      input.shape = shape
      network.layers[index].description.layer = input
    }
    return try network.resolved(budget: budget)
  }
}

extension ResolvedLayer {
  /// The network that the layer is, with the shapes of its own inputs; `nil` where it is none.
  ///
  /// Keras lists what the layers inside returned when the network was made, whatever it is called on later: images
  /// of any size for a network that was made for them. One that says nothing of its inputs is made by its first call.
  package var ownNetwork: ResolvedNetwork? { ownNetwork(budget: NestingBudget()) }

  /// The same for one of several networks that are worked out in all.
  func ownNetwork(budget: NestingBudget) -> ResolvedNetwork? {
    guard let inner, let own = description.layer.known(as: NestedModel.self)?.network else {
      return inner
    }
    let shapes = own.entrances.map(\.shape)
    guard shapes != inner.network.entrances.map(\.shape), shapes.allSatisfy(\.isRankKnown) else {
      return inner
    }
    return (try? own.resolved(budget: budget)) ?? inner
  }
}

extension NetworkDescription {
  /// Its inputs with their shapes.
  fileprivate var entrances: [(name: String, shape: Shape)] {
    layers.compactMap { layer in
      layer.description.input.map { (layer.description.name, $0.shape) }
    }
  }
}

extension LayerParameter {
  /// A weight of an inner network, named by its path.
  init(_ parameter: ParameterDescription) {
    self.init(
      ParameterDescription.Role(rawValue: parameter.path), parameter.shape.axes,
      WeightSettings(parameter.initializer, parameter.regularizer),
      isTrainable: parameter.isTrainable, type: parameter.type)
  }
}

/// How many calls networks within networks may make in all: each level may call the next several
/// times on other shapes, and a small file would otherwise take years.
final class NestingBudget {
  private var remaining = 4_000_000

  /// Takes the calls of one network.
  ///
  /// - Throws: a `ModelError` where there were too many.
  func take(_ calls: Int) throws(ModelError) {
    remaining -= calls
    guard remaining >= 0 else {
      throw ModelError(
        "networks within networks make more than 4,000,000 calls; call the inner ones less often")
    }
  }
}

extension NestedModel: DroppingLayer {
  var withoutRecurrentDropout: any Layer { NestedModel(network.withoutRecurrentDropout) }
}
