import Networks

extension Bidirectional: KerasLayer {
  static var classNames: [String] { ["Bidirectional"] }

  init(_ settings: Settings) throws(ModelError) {
    guard let (_, inner) = settings.found(["layer"]) else {
      throw ModelError(layer: settings.layer, "setting 'layer' is missing; add it to the file")
    }
    let forward = try LayerReader.inner(inner, of: settings)
    let backward =
      if let (_, value) = settings.found(["backward_layer"]) {
        try LayerReader.inner(value, of: settings)
      } else {
        try forward.reversed(settings)
      }
    let isUnmerged = settings.config["merge_mode"] == .null
    self.init(
      forward: forward, backward: backward,
      mergeMode: isUnmerged ? nil : try settings.choice("merge_mode") ?? .concatenate)
  }

  var config: [JSONValue.Member] {
    [
      .init("merge_mode", mergeMode.map { .string($0.rawValue) } ?? .null),
      .init("layer", .object(ModelWriter.layer(forward))),
      .init("backward_layer", .object(ModelWriter.layer(backward))),
    ]
  }

  func weightFolders(at path: [String]) -> WeightFolders {
    WeightFolders(
      path: path,
      inner: [
        "forward": forward.weightFolders(at: ["forward_layer"]),
        "backward": backward.weightFolders(at: ["backward_layer"]),
      ])
  }

  func tensorFlowName(of role: String, in layer: String) -> String {
    let parts = role.split(separator: "/")
    let inner = forward.name.withoutPrefix("forward_")
    return "\(layer)/\(parts.first ?? "")_\(inner)/\(parts.last ?? "")"
  }
}

extension LayerDescription {
  /// The copy that walks the other way, where the file has none of its own.
  fileprivate func reversed(_ settings: Settings) throws(ModelError) -> LayerDescription {
    guard var recurrent = layer as? any LoopingLayer else {
      throw ModelError(
        layer: settings.layer,
        "its inner layer is \(withArticle(layer.className)), which does not walk along a sequence")
    }
    recurrent.recurrence.goesBackwards.toggle()
    var copy = self
    copy.name = "backward_\(name)"
    copy.layer = recurrent
    return copy
  }
}
