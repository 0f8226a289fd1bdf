import Networks

extension ImageCrop: KerasLayer {
  static var classNames: [String] { classes }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      className: settings.className,
      size: Size2D(
        try settings.requiredInteger("height"), try settings.requiredInteger("width")),
      dataFormat: try settings.dataFormat(), configuration: settings.keptConfiguration())
  }

  var config: [JSONValue.Member] { .kept(configuration) }
}
