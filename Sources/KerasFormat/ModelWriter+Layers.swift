import Networks

// Settings stand in the order in which Keras writes them, so that two files can be compared as text.

extension ModelWriter {
  /// A layer's members; a graph adds to them.
  static func layer(_ layer: ResolvedLayer) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init("module", "keras.layers"),
      .init("class_name", .string(layer.description.kind.className)),
      .init("config", .object(config(layer))), .init("registered_name", nil),
    ]
    switch layer.description.kind {
    case .input, .activation: break
    case .dense, .conv2D, .simpleRNN, .flatten:
      members.append(.init("build_config", ["input_shape": batched(layer.inputShape)]))
    }
    return members
  }

  private static func config(_ layer: ResolvedLayer) -> [JSONValue.Member] {
    let common: [JSONValue.Member] = [
      .init("name", .string(layer.name)),
      .init("trainable", .bool(layer.description.isTrainable)), .init("dtype", float32),
    ]
    switch layer.description.kind {
    case .input(let shape):
      return [
        .init("batch_shape", batched(shape)), .init("dtype", "float32"), .init("sparse", false),
        .init("ragged", false), .init("name", .string(layer.name)), .init("optional", false),
      ]
    case .activation(let activation):
      return common + [.init("activation", .string(activation.rawValue))]
    case .flatten: return common + [.init("data_format", "channels_last")]
    case .dense(let dense): return common + settings(dense)
    case .conv2D(let convolution): return common + settings(convolution)
    case .simpleRNN(let recurrence): return common + settings(recurrence)
    }
  }

  private static func settings(_ dense: Dense) -> [JSONValue.Member] {
    [
      .init("units", .integer(dense.units)),
      .init("activation", .string(dense.activation.rawValue)),
      .init("use_bias", .bool(dense.usesBias)),
      .init("kernel_initializer", initializer(dense.kernelInitializer)),
      .init("bias_initializer", initializer(dense.biasInitializer)),
      .init("kernel_regularizer", regularizer(dense.kernelRegularizer)),
      .init("bias_regularizer", regularizer(dense.biasRegularizer)),
      .init("kernel_constraint", nil), .init("bias_constraint", nil),
      .init("quantization_config", nil),
    ]
  }

  private static func settings(_ convolution: Conv2D) -> [JSONValue.Member] {
    [
      .init("filters", .integer(convolution.filters)),
      .init("kernel_size", size(convolution.kernelSize)),
      .init("strides", size(convolution.strides)),
      .init("padding", .string(convolution.padding.rawValue)),
      .init("data_format", "channels_last"), .init("dilation_rate", [1, 1]), .init("groups", 1),
      .init("activation", .string(convolution.activation.rawValue)),
      .init("use_bias", .bool(convolution.usesBias)),
      .init("kernel_initializer", initializer(convolution.kernelInitializer)),
      .init("bias_initializer", initializer(convolution.biasInitializer)),
      .init("kernel_regularizer", regularizer(convolution.kernelRegularizer)),
      .init("bias_regularizer", regularizer(convolution.biasRegularizer)),
      .init("activity_regularizer", nil), .init("kernel_constraint", nil),
      .init("bias_constraint", nil),
    ]
  }

  private static func settings(_ recurrence: SimpleRNN) -> [JSONValue.Member] {
    [
      .init("return_sequences", .bool(recurrence.returnsSequences)), .init("return_state", false),
      .init("go_backwards", false), .init("stateful", false), .init("unroll", false),
      .init("zero_output_for_mask", false), .init("units", .integer(recurrence.units)),
      .init("activation", .string(recurrence.activation.rawValue)),
      .init("use_bias", .bool(recurrence.usesBias)),
      .init("kernel_initializer", initializer(recurrence.kernelInitializer)),
      .init("recurrent_initializer", initializer(recurrence.recurrentInitializer)),
      .init("bias_initializer", initializer(recurrence.biasInitializer)),
      .init("kernel_regularizer", regularizer(recurrence.kernelRegularizer)),
      .init("recurrent_regularizer", regularizer(recurrence.recurrentRegularizer)),
      .init("bias_regularizer", regularizer(recurrence.biasRegularizer)),
      .init("activity_regularizer", nil), .init("kernel_constraint", nil),
      .init("recurrent_constraint", nil), .init("bias_constraint", nil),
      .init("dropout", .number(0)), .init("recurrent_dropout", .number(0)),
    ]
  }

  private static func size(_ size: Size2D) -> JSONValue {
    [.integer(size.height), .integer(size.width)]
  }

  private static func initializer(_ initializer: Initializer) -> JSONValue {
    let fans: JSONValue = ["seed": nil, "input_axes": nil, "output_axes": nil]
    let (className, config): (String, JSONValue) =
      switch initializer {
      case .zeros: ("Zeros", [:])
      case .ones: ("Ones", [:])
      case .randomNormal(let mean, let deviation):
        ("RandomNormal", ["seed": nil, "mean": .number(mean), "stddev": .number(deviation)])
      case .randomUniform(let minimum, let maximum):
        ("RandomUniform", ["seed": nil, "minval": .number(minimum), "maxval": .number(maximum)])
      case .glorotUniform: ("GlorotUniform", fans)
      case .glorotNormal: ("GlorotNormal", fans)
      case .heUniform: ("HeUniform", fans)
      case .heNormal: ("HeNormal", fans)
      case .orthogonal(let gain): ("Orthogonal", ["seed": nil, "gain": .number(gain)])
      }
    return object("keras.initializers", className, config)
  }

  private static func regularizer(_ regularizer: Regularizer?) -> JSONValue {
    guard let regularizer else { return nil }
    let (l1, l2) = (JSONValue.number(regularizer.l1), JSONValue.number(regularizer.l2))
    let (className, config): (String, JSONValue) =
      switch (regularizer.l1 != 0, regularizer.l2 != 0) {
      case (true, false): ("L1", ["l1": l1])
      case (false, true): ("L2", ["l2": l2])
      default: ("L1L2", ["l1": l1, "l2": l2])
      }
    return object("keras.regularizers", className, config)
  }
}
