import Networks

// Layers that are none of Keras's: the file's own classes, code in a Lambda, operations of a graph.

extension Settings {
  /// The layer where no version of Keras has its class.
  func unknownLayer() throws(ModelError) -> UnknownLayer {
    if className == "Lambda", isOfKeras { return try codeLayer() }
    guard LayerReader.isOperation(self) else {
      return ownLayer(reasonOfOwnClass)
    }
    return UnknownLayer(
      className: className, kind: .operation(operation(in: nil)),
      configuration: JSONWriter.text(config), module: module)
  }

  private var reasonOfOwnClass: String {
    if LayerRegistry.knows(className: className), !isOfKeras {
      let home = module.map { "comes from \(quoted($0))" } ?? "is the file's own"
      return "the class \(home), and is not Keras's of that name"
    }
    return isOfKeras && Self.bridges.contains(className)
      ? "it runs another framework's code" : "the class is not one of Keras's layers"
  }

  /// A layer that may hold weights, for this reason unknown.
  private func ownLayer(_ reason: String) -> UnknownLayer {
    UnknownLayer(
      className: className, kind: .ownClass(reason), configuration: JSONWriter.text(config),
      module: module)
  }

  /// A layer without weights whose code is in the file.
  func codeLayer() throws(ModelError) -> UnknownLayer {
    UnknownLayer(
      className: className, kind: .lambda, configuration: JSONWriter.text(config), module: module,
      outputs: [try statedOutput() ?? .unknown])
  }

  /// Layers of Keras around what only another framework knows.
  private static let bridges: Set<String> = [
    "TFSMLayer", "JaxLayer", "FlaxLayer", "TorchModuleWrapper",
  ]

  /// The layer where it loops over a class of the file's own, so that not even its shape is known; `nil`
  /// for all others.
  var loopAroundUnknown: UnknownLayer? {
    unknownInLoop.map { ownLayer("what is inside, \(quoted($0)), is not one of Keras's layers") }
  }

  private var unknownInLoop: String? {
    for inner in innerOfLoop {
      guard let name = inner["class_name"]?.text, let config = inner["config"] else { continue }
      let settings = Settings(
        layer: layer ?? "", entry: inner, className: name, config: config, isLegacy: isLegacy,
        depth: depth)
      if !LayerRegistry.knows(settings) { return name }
      if let unknown = settings.unknownInLoop { return unknown }
    }
    return nil
  }

  /// What a loop has inside: cells, or a layer for each direction.
  private var innerOfLoop: [JSONValue] {
    switch className {
    case "RNN":
      let cell = config["cell"]
      return cell?["class_name"] == "StackedRNNCells"
        ? cell?["config"]?["cells"]?.elements ?? [] : [cell].compactMap(\.self)
    case "Bidirectional": return ["layer", "backward_layer"].compactMap { config[$0] }
    default: return []
    }
  }

  /// The shape that a Lambda says it returns, without the batch; `nil` where it says nothing, or has
  /// code for that as well.
  private func statedOutput() throws(ModelError) -> Shape? {
    guard let (_, value) = found(["output_shape"]) else { return nil }
    let tuple = value["class_name"]?.text == "__tuple__" ? value["config"]?["value"] : value
    guard let sizes = tuple?.elements,
      sizes.allSatisfy({ $0 == .null || $0.wholeNumber != nil }),
      sizes.count <= Shape.maximumRank
    else { return nil }
    for size in sizes.compactMap(\.wholeNumber) where size < 1 {
      throw mismatch("output_shape", value, "a list of sizes of 1 or more")
    }
    return Shape(axes: sizes.map(\.wholeNumber))
  }

  /// What an operation does to shapes, where all of its calls do the same.
  ///
  /// - Parameter nodes: the layer's `inbound_nodes`.
  func operation(in nodes: JSONValue?) -> TensorOperation? {
    // A node of a graph has its arguments by itself.
    let calls = config["node_def"] == nil ? nodes?.elements ?? [] : []
    let operations = Set(
      (calls.isEmpty ? [nil] : calls.map(Optional.some)).map {
        OperationRules.operation(OperationArguments(self, call: $0))
      })
    return operations.count == 1 ? operations.first ?? nil : nil
  }

  /// The name of an operation: that of TensorFlow's function, or of Keras 3's class.
  var operationName: String {
    let name = config["function"]?.text ?? className
    return squeezed(name.split(separator: ".").last.map(String.init) ?? "")
  }

  /// The node of its graph that TensorFlow kept, as an object or, from 2.0 to 2.3, as JSON text.
  var graphNode: JSONValue? {
    guard let node = config["node_def"] else { return nil }
    return node.text.flatMap { try? JSONParser.parse($0.utf8) } ?? node
  }
}

extension LayerReader {
  /// Whether a layer is an operation on tensors that Keras put into the graph: it has no weights.
  static func isOperation(_ settings: Settings) -> Bool {
    if isOfTensorFlow(settings) { return true }
    // The module of nearly every layer needs no search.
    guard let module = settings.module, module != "keras.layers" else { return false }
    return module.contains(".ops.") || module.contains("operation")
  }

  /// Whether an operation is one of TensorFlow's, which Keras 2 put into graphs.
  static func isOfTensorFlow(_ settings: Settings) -> Bool {
    UnknownLayer.functionClasses.contains(settings.className)
  }
}
