import Networks

// What all recurrent layers share.

extension RecurrentLayer where Self: KerasLayer {
  static var callStyle: CallStyle { .initialState }

  func weightFolders(at path: [String]) -> WeightFolders { WeightFolders(path: path + ["cell"]) }
}

extension Settings {
  /// The shared settings by the names of any version.
  func recurrence(
    unitsNames: [String] = ["units", "output_dim"]
  ) throws(ModelError) -> Recurrence {
    guard let (name, value) = found(unitsNames) else {
      throw ModelError(layer: layer, "setting '\(unitsNames[0])' is missing; add it to the file")
    }
    guard let units = value.wholeNumber else {
      throw mismatch(name, value, "a whole number below 2⁶³")
    }
    var recurrence = try loop(units: units)
    recurrence.activation =
      config["activation"] == nil ? .tanh : try activation("activation")
    recurrence.usesBias = try truth("use_bias", standard: true)
    recurrence.dropout = try number("dropout", "dropout_W", standard: 0)
    recurrence.recurrentDropout = try number("recurrent_dropout", "dropout_U", standard: 0)
    recurrence.seed = try integer("seed")
    recurrence.kernel = try weight(
      "kernel", oldInitializer: "init", oldPrefix: "W", standard: .glorotUniform)
    recurrence.recurrentKernel = try weight(
      "recurrent", oldInitializer: "inner_init", oldPrefix: "U", standard: .orthogonal)
    recurrence.bias = try weight("bias", oldPrefix: "b", standard: .zeros)
    return recurrence
  }

  /// The settings of the loop over time alone.
  func loop(units: Int) throws(ModelError) -> Recurrence {
    var recurrence = Recurrence(units: units)
    recurrence.returnsSequences = try truth("return_sequences", standard: false)
    recurrence.returnsState = try truth("return_state", standard: false)
    recurrence.goesBackwards = try truth("go_backwards", standard: false)
    recurrence.isStateful = try truth("stateful", standard: false)
    recurrence.unrolls = try truth("unroll", standard: false)
    recurrence.zeroesMaskedOutput = try truth("zero_output_for_mask", standard: false)
    return recurrence
  }

  /// The function of the gates, which Keras 1 and early versions of Keras 2 made piecewise linear.
  func recurrentActivation() throws(ModelError) -> Activation {
    try activation(
      "recurrent_activation", "inner_activation",
      standard: config["inner_init"] == nil ? .sigmoid : .hardSigmoidOfKeras2)
  }
}

extension Recurrence {
  /// The settings of the loop over time.
  var loopConfig: [JSONValue.Member] {
    [
      .init("return_sequences", .bool(returnsSequences)),
      .init("return_state", .bool(returnsState)), .init("go_backwards", .bool(goesBackwards)),
      .init("stateful", .bool(isStateful)), .init("unroll", .bool(unrolls)),
      .init("zero_output_for_mask", .bool(zeroesMaskedOutput)),
    ]
  }

  /// The settings in Keras's order, with those that one layer alone has at their places.
  ///
  /// - Parameters:
  ///   - gates: the recurrent activation.
  ///   - behindInitializers: as `unit_forget_bias`.
  ///   - atEnd: as `reset_after`.
  func config(
    gates: [JSONValue.Member] = [], behindInitializers: [JSONValue.Member] = [],
    atEnd: [JSONValue.Member] = []
  ) -> [JSONValue.Member] {
    loopConfig + [
      .init("units", .integer(units)), .init("activation", .activation(activation)),
    ] + gates + [.init("use_bias", .bool(usesBias))]
      + .initializers(("kernel", kernel), ("recurrent", recurrentKernel), ("bias", bias))
      + behindInitializers
      + .penalties(
        ("kernel", kernel), ("recurrent", recurrentKernel), ("bias", bias), hasActivity: true)
      + [
        .init("dropout", .number(dropout)), .init("recurrent_dropout", .number(recurrentDropout)),
      ] + atEnd
  }
}
