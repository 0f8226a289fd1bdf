import Networks

extension RMSNormalization: KerasLayer {
  static var classNames: [String] { ["RMSNormalization"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      axes: try settings.integers("axis") ?? [-1],
      epsilon: try settings.number("epsilon", standard: 1e-6))
  }

  var config: [JSONValue.Member] {
    [.init("axis", .axes(axes)), .init("epsilon", .number(epsilon))]
  }
}
