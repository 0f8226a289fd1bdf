import Networks

extension ActivationLayer: KerasLayer {
  static var classNames: [String] { ["Activation"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(try settings.activation("activation"))
  }

  var config: [JSONValue.Member] { [.init("activation", .activation(activation))] }
}
