import Networks

extension Softmax: KerasLayer {
  static var classNames: [String] { ["Softmax"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(axes: try settings.integers("axis") ?? [-1])
  }

  var config: [JSONValue.Member] {
    [
      .init(
        "axis", axes.count == 1 ? .integer(axes[0]) : .array(axes.map { .integer($0) }))
    ]
  }
}
