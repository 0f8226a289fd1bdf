import Networks

extension Highway: KerasLayer {
  static var classNames: [String] { ["Highway"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      activation: try settings.activation("activation"),
      usesBias: try settings.truth("bias", standard: true),
      kernel: try settings.weight(
        "kernel", oldInitializer: "init", oldPrefix: "W", standard: .glorotUniform),
      bias: try settings.weight("bias", oldPrefix: "b", standard: .zeros))
  }

  var config: [JSONValue.Member] {
    [.init("activation", .activation(activation)), .init("bias", .bool(usesBias))]
  }
}
