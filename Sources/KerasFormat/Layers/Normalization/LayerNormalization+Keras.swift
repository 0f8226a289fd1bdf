import Networks

extension LayerNormalization: KerasLayer {
  static var classNames: [String] { ["LayerNormalization"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      axes: try settings.integers("axis") ?? [-1],
      epsilon: try settings.number("epsilon", standard: 1e-3),
      centers: try settings.truth("center", standard: true),
      scales: try settings.truth("scale", standard: true),
      isRootMeanSquare: try settings.truth("rms_scaling", standard: false),
      beta: try settings.weight("beta", standard: .zeros),
      gamma: try settings.weight("gamma", standard: .ones))
  }

  var config: [JSONValue.Member] {
    [
      .init("axis", .axes(axes)), .init("epsilon", .number(epsilon)),
      .init("center", .bool(centers)), .init("scale", .bool(scales)),
      .init("rms_scaling", .bool(isRootMeanSquare)),
    ] + .initializers(("beta", beta), ("gamma", gamma))
      + .penalties(("beta", beta), ("gamma", gamma), hasActivity: false)
  }
}

extension JSONValue {
  /// Axes as normalizing layers have them once they were built: always a list.
  static func axes(_ axes: [Int]) -> JSONValue { .array(axes.map { .integer($0) }) }
}
