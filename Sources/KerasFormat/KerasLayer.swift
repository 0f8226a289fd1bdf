import Networks

/// A layer that model files hold: what all versions of Keras call it, read and written in one place.
protocol KerasLayer: Layer {
  /// The classes under which files of any version have it.
  static var classNames: [String] { get }
  /// Reads the settings as any version wrote them.
  init(_ settings: Settings) throws(ModelError)
  /// The settings as Keras 3 writes them, in its order, without those that every layer has.
  var config: [JSONValue.Member] { get }
  /// Whether Keras 3 writes down the shape that the layer was built for.
  var hasBuildConfig: Bool { get }
  /// How calls on several tensors are written.
  static var callStyle: CallStyle { get }
  /// The shape of the input as older files state it on the first layer in bare numbers.
  static func statedInputShape(_ settings: Settings) throws(ModelError) -> Shape?
}

/// How the tensors of a call stand in a file.
enum CallStyle {
  /// Each is an argument.
  case arguments
  /// One list of them is the argument.
  case list
}

extension KerasLayer {
  var config: [JSONValue.Member] { [] }
  var hasBuildConfig: Bool { true }
  static var callStyle: CallStyle { .arguments }

  static func statedInputShape(_ settings: Settings) throws(ModelError) -> Shape? {
    guard let features = try settings.integer("input_dim") else { return nil }
    if settings.found(["input_length"]) != nil {
      return Shape(axes: [try settings.integer("input_length"), features])
    }
    return [features]
  }
}

/// The layers that files may hold.
enum LayerRegistry {
  private static let layers: [any KerasLayer.Type] = [
    InputLayer.self, Dense.self, ActivationLayer.self, Flatten.self, Reshape.self, Dropout.self,
    Embedding.self, BatchNormalization.self,
    Conv1D.self, Conv2D.self, Conv3D.self, DepthwiseConv1D.self, DepthwiseConv2D.self,
    Pooling<Size1D>.self, Pooling<Size2D>.self, Pooling<Size3D>.self,
    GlobalPooling<Size1D>.self, GlobalPooling<Size2D>.self, GlobalPooling<Size3D>.self,
    ZeroPadding<Size1D>.self, ZeroPadding<Size2D>.self, ZeroPadding<Size3D>.self,
    ReLU.self, LeakyReLU.self, ELU.self, Softmax.self,
    Merging.self, Concatenate.self,
    SimpleRNN.self, LSTM.self, GRU.self, Bidirectional.self,
  ]

  private static let byClassName = Dictionary(
    layers.flatMap { layer in layer.classNames.map { ($0, layer) } }, uniquingKeysWith: { $1 })

  /// The layer of that class in any version of Keras; `nil` where no version has it.
  static func layer(ofClass name: String) -> (any KerasLayer.Type)? {
    byClassName[name]
  }
}
