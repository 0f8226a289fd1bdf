import Networks

extension Dense: KerasLayer {
  static var classNames: [String] { ["Dense", "TimeDistributedDense"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      units: try settings.requiredInteger("units", "output_dim"),
      activation: try settings.activation("activation"),
      usesBias: try settings.truth("use_bias", "bias", standard: true),
      kernel: try settings.weight(
        "kernel", oldInitializer: "init", oldPrefix: "W", standard: .glorotUniform),
      bias: try settings.weight("bias", oldPrefix: "b", standard: .zeros))
  }

  var config: [JSONValue.Member] {
    [
      .init("units", .integer(units)), .init("activation", .activation(activation)),
      .init("use_bias", .bool(usesBias)),
    ]
      + .initializers(("kernel", kernel), ("bias", bias))
      + .penalties(("kernel", kernel), ("bias", bias), hasActivity: false)
      + [.init("quantization_config", nil)]
  }
}
