import Networks

extension ReLU: KerasLayer {
  static var classNames: [String] { ["ReLU"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    let maximum =
      settings.found(["max_value"]) == nil
      ? nil : try settings.number("max_value", standard: 0)
    self.init(
      maximum: maximum,
      negativeSlope: try settings.number("negative_slope", standard: 0),
      threshold: try settings.number("threshold", standard: 0))
  }

  var config: [JSONValue.Member] {
    [
      .init("max_value", .number(orNull: maximum)),
      .init("negative_slope", .number(negativeSlope)), .init("threshold", .number(threshold)),
    ]
  }
}
