import Networks

/// A model file of Keras 1, 2 or 3, as `model.to_json()` writes it.
public struct ModelReader: Sendable {
  /// The network that the file describes; its shapes are not checked before `resolved()`.
  public let network: NetworkDescription
  /// What the model was compiled with; `nil` where it never was.
  let compilation: JSONValue?

  /// Reads a model.
  ///
  /// - Parameter json: the file's bytes, UTF-8.
  /// - Throws: a `ModelError` for text that is no JSON, a layer or setting that Gradmark lacks, or a
  ///   value of the wrong kind; each names the layer, the value and the remedy.
  public init(json: some Sequence<UInt8>) throws(ModelError) {
    let root: JSONValue
    do {
      root = try JSONParser.parse(json)
    } catch {
      throw ModelError("the model file is no JSON: \(error)")
    }
    guard let className = root["class_name"]?.text, let config = root["config"] else {
      throw ModelError(
        "the file is no model of Keras: it lacks 'class_name' or 'config'; "
          + "write it with model.to_json()")
    }
    let isLegacy = Self.isLegacy(root)
    switch className {
    case "Sequential": network = try Self.sequential(config, isLegacy: isLegacy)
    case "Functional", "Model": network = try Self.functional(config, isLegacy: isLegacy)
    default:
      throw ModelError(
        "the model's class is \(quoted(className)); Gradmark reads Sequential and Functional")
    }
    let compiled = root["compile_config"]
    compilation = compiled?.members?.isEmpty == false ? compiled : nil
  }

  /// Whether Keras 1 or 2 wrote the file: Keras 3 gives every object its module.
  private static func isLegacy(_ root: JSONValue) -> Bool {
    root["module"] == nil
      || root["keras_version"]?.text.map { $0.hasPrefix("1.") || $0.hasPrefix("2.") } ?? false
  }

  /// The layers of a `config`, which older versions gave as the bare list.
  private static func entries(_ config: JSONValue) throws(ModelError) -> [JSONValue] {
    guard let entries = config.elements ?? config["layers"]?.elements, !entries.isEmpty else {
      throw ModelError("the model has no layers; add a list of them under 'layers'")
    }
    return entries
  }

  private static func name(_ config: JSONValue, standard: String) throws(ModelError) -> String {
    let name = config["name"]?.text ?? standard
    try checkName(name)
    return name
  }

  /// Names are printed, so none may steer a terminal.
  private static func checkName(_ name: String) throws(ModelError) {
    guard name.allSatisfy(\.isPrintable), !name.isEmpty else {
      throw ModelError(
        "the name \(quoted(name)) is empty or has characters that do not print; change it")
    }
  }
}

extension ModelReader {
  private static func sequential(
    _ config: JSONValue, isLegacy: Bool
  ) throws(ModelError) -> NetworkDescription {
    var names = AutomaticNames()
    var layers: [LayerDescription] = []
    var input: (name: String, layer: InputLayer)?
    for (index, entry) in try entries(config).enumerated() {
      let (layer, settings) = try layer(entry, config, isLegacy, &names)
      if let inputLayer = layer.layer as? InputLayer {
        guard index == 0 else {
          throw ModelError(
            layer: layer.name, "an input in the middle of a Sequential model; put it first")
        }
        input = (layer.name, inputLayer)
      } else {
        if index == 0, let shape = try LayerReader.declaredInputShape(settings) {
          input = (layer.name + "_input", InputLayer(shape))
        }
        layers.append(layer)
      }
    }
    guard let input else {
      throw ModelError(
        "the model has no input shape; add an InputLayer, or 'batch_input_shape' to the first layer"
      )
    }
    return NetworkDescription(
      sequential: try name(config, standard: "sequential"), input: input.layer,
      inputName: input.name, layers: layers)
  }

  private static func functional(
    _ config: JSONValue, isLegacy: Bool
  ) throws(ModelError) -> NetworkDescription {
    var names = AutomaticNames()
    var layers: [NetworkLayer] = []
    for entry in try entries(config) {
      let (layer, _) = try layer(entry, config, isLegacy, &names)
      let calls = try GraphReader.calls(entry["inbound_nodes"], layer: layer.name)
      layers.append(NetworkLayer(layer, calls: calls))
    }
    guard let outputs = config["output_layers"] else {
      throw ModelError("the model lacks 'output_layers'; say which tensors it returns")
    }
    var inputs: [TensorReference]?
    if let listed = config["input_layers"] { inputs = try GraphReader.tensors(listed, layer: nil) }
    return NetworkDescription(
      name: try name(config, standard: "functional"), layers: layers, inputs: inputs,
      outputs: try GraphReader.tensors(outputs, layer: nil))
  }

  /// One entry of the list of layers, and the settings it was read from.
  private static func layer(
    _ entry: JSONValue, _ model: JSONValue, _ isLegacy: Bool, _ names: inout AutomaticNames
  ) throws(ModelError) -> (LayerDescription, Settings) {
    guard let className = entry["class_name"]?.text, let config = entry["config"],
      config.members != nil
    else {
      throw ModelError("a layer is \(entry) without 'class_name' or 'config'; correct the file")
    }
    let name = entry["name"]?.text ?? config["name"]?.text ?? names.next(for: className)
    try checkName(name)
    let settings = Settings(
      layer: name, className: className, config: config, isLegacy: isLegacy)
    let layer = try LayerReader.layer(
      settings, name: name, isFrozen: model["trainable"] == .bool(false))
    return (layer, settings)
  }
}

/// Keras's names for layers that have none: `dense`, `dense_1`, `dense_2`.
private struct AutomaticNames {
  private var counts: [String: Int] = [:]

  mutating func next(for className: String) -> String {
    let stem = Self.stems[className] ?? className.lowercased()
    defer { counts[stem, default: 0] += 1 }
    return counts[stem].map { "\(stem)_\($0)" } ?? stem
  }

  private static let stems = [
    "InputLayer": "input_layer", "SimpleRNN": "simple_rnn", "Convolution2D": "conv2d",
  ]
}
