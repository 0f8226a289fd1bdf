/// Layers one behind the other as one.
public struct Pipeline: UnaryLayer {
  /// The layers in order.
  public var layers: [LayerDescription]

  /// Chains layers.
  public init(_ layers: [LayerDescription]) {
    self.layers = layers
  }

  public var className: String { "Pipeline" }
  public var innerLayers: [LayerDescription] { layers }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    var shape = input
    for layer in layers { shape = try layer.layer.outputShapes(for: [shape])[0] }
    return shape
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    var shape = input
    var parameters: [LayerParameter] = []
    for layer in layers {
      parameters += layer.innerParameters(for: [shape], as: layer.name)
      shape = (try? layer.layer.outputShapes(for: [shape])[0]) ?? .unknown
    }
    return parameters
  }
}
