import Networks

extension EinsumDense: KerasLayer {
  static var classNames: [String] { ["EinsumDense"] }

  init(_ settings: Settings) throws(ModelError) {
    guard let equation = settings.config["equation"]?.text else {
      throw settings.mismatch("equation", settings.config["equation"] ?? nil, "a text")
    }
    let shape = try settings.required("output_shape")
    let entries = shape.elements ?? [shape]
    guard entries.count <= Shape.maximumRank,
      entries.allSatisfy({ $0 == .null || $0.wholeNumber != nil })
    else { throw settings.mismatch("output_shape", shape, "a list of sizes") }
    self.init(
      equation, outputShape: entries.map(\.wholeNumber),
      biasAxes: settings.config["bias_axes"]?.text,
      activation: try settings.activation("activation"),
      kernel: try settings.weight("kernel", standard: .glorotUniform),
      bias: try settings.weight("bias", standard: .zeros))
  }

  var config: [JSONValue.Member] {
    [
      .init("output_shape", .array(outputShape.map { .integer(orNull: $0) })),
      .init("equation", .string(equation)), .init("activation", .activation(activation)),
      .init("bias_axes", biasAxes.map { .string($0) } ?? nil),
    ] + .initializers(("kernel", kernel), ("bias", bias))
      + .penalties(("kernel", kernel), ("bias", bias), hasActivity: true)
      + [.init("quantization_config", nil)]
  }
}
