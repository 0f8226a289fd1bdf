import Networks

extension Pipeline: KerasLayer {
  static var classNames: [String] { ["Pipeline"] }
  var hasBuildConfig: Bool { false }
  var settingsLeftOut: [String] { ["trainable", "dtype"] }

  init(_ settings: Settings) throws(ModelError) {
    var layers: [LayerDescription] = []
    for entry in try settings.required("layers").elements ?? [] {
      layers.append(try LayerReader.inner(entry, of: settings))
    }
    self.init(layers)
  }

  var config: [JSONValue.Member] {
    [.init("layers", .array(layers.map { .object(ModelWriter.layer($0)) }))]
  }

  func weightFolders(at path: [String]) -> WeightFolders {
    WeightFolders(path: path, inner: layers.weightFolders(in: "layers"))
  }
}
