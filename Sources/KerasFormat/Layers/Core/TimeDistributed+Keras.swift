import Networks

extension TimeDistributed: KerasLayer {
  static var classNames: [String] { ["TimeDistributed"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(try LayerReader.inner(try settings.required("layer"), of: settings))
  }

  var config: [JSONValue.Member] { [.init("layer", .object(ModelWriter.layer(inner)))] }

  /// The layer inside has no name there, but what is inside that one has.
  func tensorFlowName(of role: String, in layer: String) -> String {
    let own = role.withoutPrefix("\(inner.name)/")
    return (inner.layer as? any KerasLayer)?.tensorFlowName(of: own, in: layer) ?? "\(layer)/\(own)"
  }

  func weightFolders(at path: [String]) -> WeightFolders {
    WeightFolders(path: path, inner: [inner.name: inner.weightFolders(at: ["layer"])])
  }
}
