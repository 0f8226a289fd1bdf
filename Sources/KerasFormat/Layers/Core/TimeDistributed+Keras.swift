import Networks

extension TimeDistributed: KerasLayer {
  static var classNames: [String] { ["TimeDistributed"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(try LayerReader.inner(try settings.required("layer"), of: settings))
  }

  var config: [JSONValue.Member] { [.init("layer", .object(ModelWriter.layer(inner)))] }

  func weightFolders(at path: [String]) -> WeightFolders {
    WeightFolders(path: path, inner: [inner.name: inner.weightFolders(at: ["layer"])])
  }
}
