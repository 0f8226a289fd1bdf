import Networks

/// A layer that model files hold: what all versions of Keras call it, read and written in one place.
protocol KerasLayer: Layer {
  /// The classes under which files of any version have it.
  static var classNames: [String] { get }
  /// Reads the settings as any version wrote them.
  init(_ settings: Settings) throws(ModelError)
  /// The settings as Keras 3 writes them, in its order, without those that every layer has.
  var config: [JSONValue.Member] { get }
  /// The settings that every other layer has, and that the class takes none of.
  var settingsLeftOut: [String] { get }
  /// Whether Keras 3 writes down the shape that the layer was built for.
  var hasBuildConfig: Bool { get }
  /// How calls on several tensors are written.
  static var callStyle: CallStyle { get }
  /// The class by the name that Keras 3 exports it under, which is the class's own for nearly all.
  var exportedName: String { get }
  /// Where Keras 3 has the class.
  static var module: String { get }
  /// The settings that tell a class outside Keras's public modules, which Keras 3 writes as one that was
  /// registered, from others' classes of that name; `nil` for public classes.
  static var marks: [String]? { get }
  /// The groups that hold the weights in Keras 3's own files, for a layer that is held at that place.
  func weightFolders(at path: [String]) -> WeightFolders
  /// The name that TensorFlow has for the weight of that role in a layer of that name.
  func tensorFlowName(of role: String, in layer: String) -> String
  /// The shape of the input as older files state it on the first layer in bare numbers.
  static func statedInputShape(_ settings: Settings) throws(ModelError) -> Shape?
}

/// How the tensors of a call stand in a file.
enum CallStyle {
  /// Each is an argument.
  case arguments
  /// One list of them is the argument, where there are several.
  case list
  /// The first is the argument, the others are `initial_state`.
  case initialState
}

extension KerasLayer {
  var config: [JSONValue.Member] { [] }
  var settingsLeftOut: [String] { [] }
  var hasBuildConfig: Bool { true }
  static var callStyle: CallStyle { .arguments }
  var exportedName: String { className }
  static var module: String { "keras.layers" }
  static var marks: [String]? { nil }

  func weightFolders(at path: [String]) -> WeightFolders { WeightFolders(path: path) }

  /// What is inside a layer has no name there.
  func tensorFlowName(of role: String, in layer: String) -> String {
    "\(layer)/\(role.split(separator: "/").last ?? "")"
  }

  static func statedInputShape(_ settings: Settings) throws(ModelError) -> Shape? {
    guard let features = try settings.integer("input_dim") else { return nil }
    if settings.found(["input_length"]) != nil {
      return Shape(axes: [try settings.integer("input_length"), features])
    }
    return [features]
  }
}

/// The layers that files may hold: one entry a layer, or a layer for each number of axes.
enum LayerRegistry {
  private static let layers: [any KerasLayer.Type] = [
    InputLayer.self, Dense.self, ActivationLayer.self, Flatten.self, Reshape.self, Permute.self,
    RepeatVector.self, ShapeKeepingLayer.self, Dropout.self, Embedding.self,
    ReversibleEmbedding.self, EinsumDense.self,
    BatchNormalization.self, LayerNormalization.self, GroupNormalization.self,
    RMSNormalization.self, SpectralNormalization.self, NormalizationLayer.self,
    Conv1D.self, Conv2D.self, Conv3D.self,
    TransposedConvolution<Size1D>.self, TransposedConvolution<Size2D>.self,
    TransposedConvolution<Size3D>.self,
    DepthwiseConvolution<Size1D>.self, DepthwiseConvolution<Size2D>.self,
    SeparableConvolution<Size1D>.self, SeparableConvolution<Size2D>.self,
    Pooling<Size1D>.self, Pooling<Size2D>.self, Pooling<Size3D>.self,
    GlobalPooling<Size1D>.self, GlobalPooling<Size2D>.self, GlobalPooling<Size3D>.self,
    AdaptivePooling<Size1D>.self, AdaptivePooling<Size2D>.self, AdaptivePooling<Size3D>.self,
    ZeroPadding<Size1D>.self, ZeroPadding<Size2D>.self, ZeroPadding<Size3D>.self,
    Cropping<Size1D>.self, Cropping<Size2D>.self, Cropping<Size3D>.self,
    UpSampling<Size1D>.self, UpSampling<Size2D>.self, UpSampling<Size3D>.self,
    ReLU.self, LeakyReLU.self, ELU.self, PReLU.self, Softmax.self,
    Merging.self, Concatenate.self, Dot.self,
    SimpleRNN.self, LSTM.self, GRU.self, CellRecurrence.self,
    ConvolutionalLSTM<Size1D>.self, ConvolutionalLSTM<Size2D>.self, ConvolutionalLSTM<Size3D>.self,
    Bidirectional.self, TimeDistributed.self, NestedModel.self, Pipeline.self,
    LayerScale.self, ScaledSum.self, Attention.self, MultiHeadAttention.self,
    ImageCrop.self, RandomStretch.self, CategoryLayer.self, MelSpectrogram.self,
    STFTSpectrogram.self, MaxoutDense.self, Highway.self, LearntActivation.self,
    LocallyConnected<Size1D>.self, LocallyConnected<Size2D>.self,
  ]

  private static let byClassName = Dictionary(
    layers.flatMap { layer in layer.classNames.map { ($0, layer) } }, uniquingKeysWith: { $1 })

  /// All classes that any version of Keras has, by name.
  static var classNames: [String] { byClassName.keys.sorted() }

  /// The layer that settings describe; `nil` where no version of Keras has the class.
  ///
  /// Operations have names that layers have, too, and come from modules of their own.
  static func layer(_ settings: Settings) throws(ModelError) -> (any Layer)? {
    if LayerReader.isOperation(settings) { return nil }
    if settings.className == "Merge", settings.isOfKeras { return try OldMerge.layer(settings) }
    guard let layer = known(settings) else {
      // A network of a class of the file's own says all the same what it is made of.
      guard settings.config["layers"]?.elements != nil, settings.config["input_layers"] != nil
      else { return try InputLayer(ownClass: settings) }
      return try? NestedModel(settings)
    }
    if let unknown = settings.loopAroundUnknown { return unknown }
    return try layer.init(settings)
  }

  /// Whether some version of Keras has the class.
  static func knows(_ settings: Settings) -> Bool { known(settings) != nil }

  /// Whether some version of Keras has a class of that name, whatever its settings.
  static func knows(className: String) -> Bool { byClassName[className] != nil }

  private static func known(_ settings: Settings) -> (any KerasLayer.Type)? {
    guard settings.isOfKeras, let layer = byClassName[settings.className],
      layer.marks?.allSatisfy({ settings.found([$0]) != nil }) ?? true
    else { return nil }
    return layer
  }

  /// The shape that older files state on the first layer in bare numbers.
  static func statedInputShape(_ settings: Settings) throws(ModelError) -> Shape? {
    try byClassName[settings.className]?.statedInputShape(settings)
  }
}

/// The class of Keras that a word stands for that is no network; `nil` where a network's name is as near, or none is.
///
/// Of so many classes some is within two letters of any short word: one that is meant begins with the same letter.
///
/// - Parameters:
///   - word: what was typed.
///   - networks: the names of networks.
package func likelyLayer(named word: String, beside networks: [String]) -> String? {
  let meant = suggestion(for: word, among: networks + LayerRegistry.classNames)
  return meant.flatMap { name in
    let isLayer = !networks.contains(name) && name.lowercased().first == word.lowercased().first
    return isLayer ? name : nil
  }
}

extension UnknownLayer {
  /// The class of Keras that a misspelt one most likely stands for; `nil` where none is near.
  public var likelyClassName: String? {
    LayerRegistry.knows(className: className)
      ? nil : suggestion(for: className, among: LayerRegistry.classNames)
  }
}
