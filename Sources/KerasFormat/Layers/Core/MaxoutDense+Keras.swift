import Networks

extension MaxoutDense: KerasLayer {
  static var classNames: [String] { ["MaxoutDense"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      units: try settings.requiredInteger("output_dim", "units"),
      pieces: try settings.integer("nb_feature") ?? 4,
      usesBias: try settings.truth("bias", "use_bias", standard: true),
      kernel: try settings.weight(
        "kernel", oldInitializer: "init", oldPrefix: "W", standard: .glorotUniform),
      bias: try settings.weight("bias", oldPrefix: "b", standard: .zeros))
  }

  var config: [JSONValue.Member] {
    [
      .init("output_dim", .integer(units)), .init("nb_feature", .integer(pieces)),
      .init("bias", .bool(usesBias)),
    ]
  }
}
