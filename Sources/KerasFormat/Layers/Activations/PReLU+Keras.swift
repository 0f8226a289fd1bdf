import Networks

extension PReLU: KerasLayer {
  static var classNames: [String] { ["PReLU"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      sharedAxes: try settings.integers("shared_axes") ?? [],
      alpha: try settings.weight("alpha", oldInitializer: "init", standard: .zeros))
  }

  var config: [JSONValue.Member] {
    .initializers(("alpha", alpha)) + .penalties(("alpha", alpha), hasActivity: false)
      + [
        .init(
          "shared_axes", sharedAxes.isEmpty ? nil : .array(sharedAxes.map { .integer($0) }))
      ]
  }
}
