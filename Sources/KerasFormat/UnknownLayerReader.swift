import Networks

// Layers that are none of Keras's: the file's own classes, code in a Lambda, operations of a graph.

extension Settings {
  /// The layer where no version of Keras has its class.
  func unknownLayer() throws(ModelError) -> UnknownLayer {
    if className == "Lambda", isOfKeras { return try codeLayer() }
    guard LayerReader.isOperation(self) else {
      return ownLayer(
        isOfKeras && Self.bridges.contains(className)
          ? "it runs another framework's code" : "the class is not one of Keras's layers")
    }
    return UnknownLayer(
      className: className, kind: isElementwise ? .elementwise : .operation,
      configuration: JSONWriter.text(config), module: module)
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
        layer: layer ?? "", className: name, module: inner["module"]?.text, config: config)
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

  /// Whether an operation of TensorFlow or of Keras 3 works element by element.
  private var isElementwise: Bool {
    // TensorFlow 2.0 to 2.3 kept the node of its graph as JSON text; Keras 3 has a class for each.
    let node = config["node_def"]?.text.flatMap { try? JSONParser.parse($0.utf8) }
    let own = module?.contains(".ops.") == true ? className : ""
    let function = node?["op"]?.text ?? config["function"]?.text ?? own
    return Self.isElementwise(function.split(separator: ".").last.map(String.init) ?? "")
  }

  /// Whether a function or an operation of that name works element by element.
  static func isElementwise(_ name: String) -> Bool { elementwise.contains(squeezed(name)) }

  /// Names of the functions and of the graph's operations, without what their spellings differ in.
  private static let elementwise: Set<String> = [
    "abs", "absolute", "add", "addv2", "arccos", "arccosh", "arcsin", "arcsinh", "arctan",
    "arctan2", "arctanh", "biasadd", "bitwiseand", "bitwiseinvert", "bitwiseleftshift",
    "bitwisenot", "bitwiseor", "bitwiserightshift", "bitwisexor", "cast", "cbrt", "ceil", "celu",
    "clip", "clipbyvalue", "conj", "conjugate", "copy", "cos", "cosh", "deg2rad", "div", "divide",
    "divnonan", "elu", "equal", "erf", "erfinv", "exp", "exp2", "expm1", "floor", "floordiv",
    "floordivide", "floormod", "gelu", "greater", "greaterequal", "hardshrink", "hardsigmoid",
    "hardsilu", "hardtanh", "heaviside", "identity", "imag", "isclose", "isfinite", "isinf",
    "isnan", "leakyrelu", "less", "lessequal", "log", "log10", "log1p", "log2", "logaddexp",
    "logicaland", "logicalnot", "logicalor", "logicalxor", "logit", "logsigmoid", "logsoftmax",
    "maximum", "minimum", "mish", "mod", "mul", "multiply", "nantonum", "neg", "negative",
    "notequal", "oneslike", "pow", "power", "rad2deg", "real", "realdiv", "reciprocal", "relu",
    "relu6", "round", "rsqrt", "selu", "sigmoid", "sign", "signbit", "silu", "sin", "sinc", "sinh",
    "softmax", "softplus", "softshrink", "softsign", "sparsemax", "sparseplus", "sparsesigmoid",
    "sqrt", "square", "squareddifference", "squareplus", "stopgradient", "sub", "subtract", "swish",
    "tan", "tanh", "tanhshrink", "threshold", "truediv", "truedivide", "trunc", "where",
    "zeroslike",
  ]
}

extension LayerReader {
  /// Whether a layer is an operation on tensors that Keras put into the graph: it has no weights.
  static func isOperation(_ settings: Settings) -> Bool {
    if operationClasses.contains(settings.className) { return true }
    // The module of nearly every layer needs no search.
    guard let module = settings.module, module != "keras.layers" else { return false }
    return module.contains(".ops.") || module.contains("operation")
  }

  /// Where Keras 3 has most operations.
  static let operationModule = "keras.src.ops.numpy"

  private static let operationClasses: Set<String> = [
    "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "InstanceProperty", "InstanceMethod",
    "ClassMethod",
  ]
}
