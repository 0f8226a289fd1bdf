import Networks

// What all recurrent layers share.

extension Settings {
  /// The shared settings by the names of any version.
  func recurrence() throws(ModelError) -> Recurrence {
    var recurrence = Recurrence(units: try requiredInteger("units", "output_dim"))
    recurrence.activation =
      config["activation"] == nil ? .tanh : try activation("activation")
    recurrence.usesBias = try truth("use_bias", standard: true)
    recurrence.returnsSequences = try truth("return_sequences", standard: false)
    recurrence.returnsState = try truth("return_state", standard: false)
    recurrence.goesBackwards = try truth("go_backwards", standard: false)
    recurrence.isStateful = try truth("stateful", standard: false)
    recurrence.unrolls = try truth("unroll", standard: false)
    recurrence.zeroesMaskedOutput = try truth("zero_output_for_mask", standard: false)
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

  /// The function of the gates, which Keras 1 and early versions of Keras 2 made piecewise linear.
  func recurrentActivation() throws(ModelError) -> Activation {
    try activation(
      "recurrent_activation", "inner_activation",
      standard: config["inner_init"] == nil ? .sigmoid : .hardSigmoidOfKeras2)
  }
}

extension Recurrence {
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
    [
      .init("return_sequences", .bool(returnsSequences)),
      .init("return_state", .bool(returnsState)), .init("go_backwards", .bool(goesBackwards)),
      .init("stateful", .bool(isStateful)), .init("unroll", .bool(unrolls)),
      .init("zero_output_for_mask", .bool(zeroesMaskedOutput)), .init("units", .integer(units)),
      .init("activation", .activation(activation)),
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
