import Networks

extension GroupNormalization: KerasLayer {
  static var classNames: [String] { ["GroupNormalization"] }

  init(_ settings: Settings) throws(ModelError) {
    let groups = try settings.integer("groups") ?? 32
    self.init(
      groups: groups == -1 ? nil : groups, axis: try settings.integer("axis") ?? -1,
      epsilon: try settings.number("epsilon", standard: 1e-3),
      centers: try settings.truth("center", standard: true),
      scales: try settings.truth("scale", standard: true),
      beta: try settings.weight("beta", standard: .zeros),
      gamma: try settings.weight("gamma", standard: .ones))
  }

  var config: [JSONValue.Member] {
    [
      .init("groups", .integer(groups ?? -1)), .init("axis", .integer(axis)),
      .init("epsilon", .number(epsilon)), .init("center", .bool(centers)),
      .init("scale", .bool(scales)),
    ] + .initializers(("beta", beta), ("gamma", gamma))
      + .penalties(("beta", beta), ("gamma", gamma), hasActivity: false)
  }
}
