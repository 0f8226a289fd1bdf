import Networks

extension RandomStretch: KerasLayer {
  static var classNames: [String] { classes }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(className: settings.className, configuration: settings.keptConfiguration())
  }

  var config: [JSONValue.Member] { .kept(configuration) }
}
