import Networks

extension LeakyReLU: KerasLayer {
  static var classNames: [String] { ["LeakyReLU"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(negativeSlope: try settings.number("negative_slope", "alpha", standard: 0.3))
  }

  var config: [JSONValue.Member] { [.init("negative_slope", .number(negativeSlope))] }
}
