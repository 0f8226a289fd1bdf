import Networks

extension LearntActivation: KerasLayer {
  static var classNames: [String] { Array(weights.keys) }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      className: settings.className, sharedAxes: try settings.integers("shared_axes") ?? [])
  }

  var config: [JSONValue.Member] { [.init("shared_axes", .axes(sharedAxes))] }
}
