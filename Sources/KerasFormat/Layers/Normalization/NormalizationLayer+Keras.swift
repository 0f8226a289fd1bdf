import Networks

extension NormalizationLayer: KerasLayer {
  static var classNames: [String] { ["Normalization"] }

  init(_ settings: Settings) throws(ModelError) {
    let isWhole = settings.config["axis"] == .null
    self.init(
      axes: isWhole ? [] : try settings.integers("axis") ?? [-1],
      hasGivenFigures: settings.found(["mean"]) != nil,
      configuration: settings.keptConfiguration())
  }

  var config: [JSONValue.Member] { .kept(configuration) }
}
