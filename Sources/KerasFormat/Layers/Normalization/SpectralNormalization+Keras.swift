import Networks

extension SpectralNormalization: KerasLayer {
  static var classNames: [String] { ["SpectralNormalization"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      try LayerReader.inner(try settings.required("layer"), of: settings),
      powerIterations: try settings.integer("power_iterations") ?? 1)
  }

  var config: [JSONValue.Member] {
    [
      .init("layer", .object(ModelWriter.layer(inner))),
      .init("power_iterations", .integer(powerIterations)),
    ]
  }

  func weightFolders(at path: [String]) -> WeightFolders {
    WeightFolders(
      path: path, inner: [inner.name: inner.weightFolders(at: ["layer"])], copiesFirst: true)
  }
}

extension Settings {
  /// A setting that has to be there.
  func required(_ name: String) throws(ModelError) -> JSONValue {
    guard let (_, value) = found([name]) else {
      throw ModelError(layer: layer, "setting '\(name)' is missing; add it to the file")
    }
    return value
  }
}
