import Networks

// Layers that are none of Keras's: the file's own classes, code in a Lambda, operations of a graph.

extension Settings {
  /// The layer where no version of Keras has its class.
  func unknownLayer() throws(ModelError) -> UnknownLayer {
    let isLambda = className == "Lambda" && isOfKeras
    return UnknownLayer(
      className: className,
      kind: isLambda
        ? .lambda
        : !LayerReader.isOperation(self)
          ? .ownClass("the class is not one of Keras's layers")
          : isElementwise ? .elementwise : .operation,
      configuration: JSONWriter.text(config), module: module,
      outputs: isLambda ? [try statedOutput() ?? .unknown] : [.unknown])
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

  /// Whether an operation of TensorFlow works element by element.
  private var isElementwise: Bool {
    // TensorFlow 2.0 to 2.3 kept the node of its graph as JSON text.
    let node = config["node_def"]?.text.flatMap { try? JSONParser.parse($0.utf8) }
    let function = node?["op"]?.text ?? config["function"]?.text ?? ""
    let name = function.split(separator: ".").last.map { squeezed(String($0)) } ?? ""
    return Self.elementwise.contains(name)
  }

  /// Names of the functions and of the graph's operations, without what their spellings differ in.
  private static let elementwise: Set<String> = [
    "abs", "add", "addv2", "biasadd", "cast", "clipbyvalue", "cos", "div", "divide", "divnonan",
    "elu", "equal", "exp", "floor", "gelu", "greater", "greaterequal", "identity", "leakyrelu",
    "less", "lessequal", "log", "log1p", "logicaland", "logicalnot", "logicalor", "maximum",
    "minimum", "mod", "mul", "multiply", "neg", "negative", "notequal", "pow", "realdiv",
    "reciprocal", "relu", "relu6", "round", "rsqrt", "selu", "sigmoid", "sign", "silu", "sin",
    "softmax", "softplus", "softsign", "sqrt", "square", "squareddifference", "stopgradient", "sub",
    "subtract", "swish", "tan", "tanh", "truediv", "zeroslike", "oneslike",
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

  private static let operationClasses: Set<String> = [
    "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "InstanceProperty", "InstanceMethod",
    "ClassMethod",
  ]
}
