import Networks

extension ShapeKeepingLayer: KerasLayer {
  static var classNames: [String] { Array(classes.keys) }
  var hasBuildConfig: Bool { false }
  var settingsLeftOut: [String] { className.hasPrefix("SpatialDropout") ? ["trainable"] : [] }

  init(_ settings: Settings) throws(ModelError) {
    let names = settings.isLegacy ? ["sigma": "stddev", "p": "rate"] : [:]
    let kept = settings.keptConfiguration(renaming: names)
    guard let layer = Self(className: settings.className, configuration: kept) else {
      throw ModelError(
        layer: settings.layer, "its class \(quoted(settings.className)) does not keep shapes")
    }
    self = layer
  }

  var config: [JSONValue.Member] { .kept(configuration) }
}

// Settings that have no bearing on counts go from file to file as they stand.
extension Settings {
  /// The settings without those that every layer has, as JSON text.
  func keptConfiguration(renaming names: [String: String] = [:]) -> String {
    let common = [
      "name", "trainable", "dtype", "batch_input_shape", "batch_shape", "input_shape",
    ]
    let own = (config.members ?? []).filter { !common.contains($0.name) }
    return JSONWriter.text(
      .object(own.map { .init(names[$0.name] ?? $0.name, $0.value) }))
  }
}

extension [JSONValue.Member] {
  /// Settings that were kept as JSON text.
  static func kept(_ configuration: String) -> [JSONValue.Member] {
    (try? JSONParser.parse(configuration.utf8))?.members ?? []
  }
}
