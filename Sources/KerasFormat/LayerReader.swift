import Networks

/// Reads one layer of any version of Keras.
enum LayerReader {
  /// What the layer computes.
  ///
  /// - Parameter className: the class as the file names it.
  static func kind(_ className: String, _ settings: Settings) throws(ModelError) -> LayerKind {
    let kind = try kindAlone(className, settings)
    try checkCommon(settings)
    return kind
  }

  private static func kindAlone(
    _ className: String, _ settings: Settings
  ) throws(ModelError) -> LayerKind {
    switch className {
    case "InputLayer": .input(try inputShape(settings))
    case "Dense": .dense(try dense(settings))
    case "Activation": .activation(try activation(settings))
    case "Flatten": try flatten(settings)
    case "Conv2D", "Convolution2D": .conv2D(try convolution(settings))
    case "SimpleRNN": .simpleRNN(try recurrence(settings))
    default:
      throw ModelError(
        layer: settings.layer,
        "its class \(quoted(className)) is unknown; Gradmark has InputLayer, Dense, Activation, "
          + "Flatten, Conv2D and SimpleRNN, so remove the layer or replace it")
    }
  }

  /// The shape that a layer says its input has; `nil` where it says nothing.
  static func declaredInputShape(_ settings: Settings) throws(ModelError) -> Shape? {
    if let (name, value) = settings.found(["batch_shape", "batch_input_shape"]) {
      return try shape(value, hasBatch: true, name, settings)
    }
    if let (name, value) = settings.found(["input_shape", "shape"]) {
      return try shape(value, hasBatch: false, name, settings)
    }
    guard let features = try settings.integer("input_dim") else { return nil }
    if let steps = try settings.integer("input_length") { return [steps, features] }
    return [features]
  }

  private static func inputShape(_ settings: Settings) throws(ModelError) -> Shape {
    for flag in ["sparse", "ragged", "optional"] { try settings.require(flag, in: false) }
    guard let shape = try declaredInputShape(settings) else {
      throw ModelError(
        layer: settings.layer, "setting 'batch_shape' is missing; say which shape the input has")
    }
    return shape
  }

  private static func shape(
    _ value: JSONValue, hasBatch: Bool, _ name: String, _ settings: Settings
  ) throws(ModelError) -> Shape {
    guard var axes = value.elements, !hasBatch || !axes.isEmpty else {
      throw settings.mismatch(name, value, "a list of sizes")
    }
    guard axes.count <= Shape.maximumRank else {
      throw settings.mismatch(name, value, "a list of at most \(Shape.maximumRank) sizes")
    }
    if hasBatch, axes.removeFirst() != .null {
      throw settings.unsupported(name, value, "a batch axis of null, which is any size")
    }
    var sizes: [Int] = []
    for axis in axes {
      guard axis != .null else {
        throw settings.unsupported(name, value, "fixed sizes beside the batch axis")
      }
      guard let size = axis.wholeNumber else {
        throw settings.mismatch(name, value, "a list of whole numbers")
      }
      sizes.append(size)
    }
    return Shape(sizes)
  }

  /// Refuses what no layer of Gradmark does.
  private static func checkCommon(_ settings: Settings) throws(ModelError) {
    for name in [
      "activity_regularizer", "kernel_constraint", "recurrent_constraint", "bias_constraint",
      "W_constraint", "U_constraint", "b_constraint", "quantization_config", "lora_rank",
    ] {
      try settings.require(name)
    }
    guard let (name, value) = settings.found(["dtype"]) else { return }
    let type = value.text ?? value["config"]?["name"]?.text
    guard type == "float32" else {
      throw settings.unsupported(name, type.map { .string($0) } ?? value, "'float32'")
    }
  }

  private static func flatten(_ settings: Settings) throws(ModelError) -> LayerKind {
    try settings.require("data_format", in: "channels_last")
    return .flatten
  }

  private static func activation(_ settings: Settings) throws(ModelError) -> Activation {
    try settings.choice("activation", Activation.self) ?? .linear
  }

  private static func required(_ value: Int?, _ name: String, _ settings: Settings)
    throws(ModelError) -> Int
  {
    guard let value else {
      throw ModelError(layer: settings.layer, "setting '\(name)' is missing; add it to the file")
    }
    return value
  }

  private static func dense(_ settings: Settings) throws(ModelError) -> Dense {
    Dense(
      units: try required(try settings.integer("units", "output_dim"), "units", settings),
      activation: try activation(settings),
      usesBias: try settings.truth("use_bias", "bias", standard: true),
      kernelInitializer: try settings.initializer(
        "kernel_initializer", "init", standard: .glorotUniform),
      biasInitializer: try settings.initializer("bias_initializer", standard: .zeros),
      kernelRegularizer: try settings.regularizer("kernel_regularizer", "W_regularizer"),
      biasRegularizer: try settings.regularizer("bias_regularizer", "b_regularizer"))
  }

  private static func convolution(_ settings: Settings) throws(ModelError) -> Conv2D {
    try settings.require("data_format", in: "channels_last")
    try settings.require("dim_ordering", in: "tf", "default")
    try settings.require("dilation_rate", in: [1, 1], 1, [1])
    try settings.require("groups", in: 1)
    return Conv2D(
      filters: try required(try settings.integer("filters", "nb_filter"), "filters", settings),
      kernelSize: try kernelSize(settings),
      strides: try settings.size("strides", "subsample") ?? Size2D(1, 1),
      padding: try padding(settings),
      activation: try activation(settings),
      usesBias: try settings.truth("use_bias", "bias", standard: true),
      kernelInitializer: try settings.initializer(
        "kernel_initializer", "init", standard: .glorotUniform),
      biasInitializer: try settings.initializer("bias_initializer", standard: .zeros),
      kernelRegularizer: try settings.regularizer("kernel_regularizer", "W_regularizer"),
      biasRegularizer: try settings.regularizer("bias_regularizer", "b_regularizer"))
  }

  private static func kernelSize(_ settings: Settings) throws(ModelError) -> Size2D {
    if let size = try settings.size("kernel_size") { return size }
    let rows = try required(try settings.integer("nb_row"), "kernel_size", settings)
    return Size2D(rows, try required(try settings.integer("nb_col"), "nb_col", settings))
  }

  private static func padding(_ settings: Settings) throws(ModelError) -> Padding {
    let name = settings.found(["padding"]) == nil ? "border_mode" : "padding"
    return try settings.choice(name, Padding.self) ?? .valid
  }

  private static func recurrence(_ settings: Settings) throws(ModelError) -> SimpleRNN {
    for flag in [
      "return_state", "go_backwards", "stateful", "zero_output_for_mask", "time_major",
    ] {
      try settings.require(flag, in: false)
    }
    for share in ["dropout", "recurrent_dropout", "dropout_W", "dropout_U"] {
      try settings.require(share, in: 0, .number(0))
    }
    return SimpleRNN(
      units: try required(try settings.integer("units", "output_dim"), "units", settings),
      activation: settings.config["activation"] == nil ? .tanh : try activation(settings),
      usesBias: try settings.truth("use_bias", standard: true),
      returnsSequences: try settings.truth("return_sequences", standard: false),
      kernelInitializer: try settings.initializer(
        "kernel_initializer", "init", standard: .glorotUniform),
      recurrentInitializer: try settings.initializer(
        "recurrent_initializer", "inner_init", standard: .orthogonal(gain: 1)),
      biasInitializer: try settings.initializer("bias_initializer", standard: .zeros),
      kernelRegularizer: try settings.regularizer("kernel_regularizer", "W_regularizer"),
      recurrentRegularizer: try settings.regularizer("recurrent_regularizer", "U_regularizer"),
      biasRegularizer: try settings.regularizer("bias_regularizer", "b_regularizer"))
  }
}
