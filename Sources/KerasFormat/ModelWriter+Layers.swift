import Networks

// Settings stand in the order in which Keras writes them, so that two files can be compared as text.

extension ModelWriter {
  /// A layer's members; a graph adds to them.
  static func layer(_ layer: ResolvedLayer) -> [JSONValue.Member] {
    if layer.inner != nil, let network = layer.ownNetwork {
      return model(network).asLayer(layer.description)
    }
    let members = Self.layer(layer.description)
    guard (layer.description.layer as? any KerasLayer)?.hasBuildConfig == true else {
      return members
    }
    let shapes = layer.inputShapes[0].map(batched)
    if shapes.count == 1 { return members + [.init("build_config", ["input_shape": shapes[0]])] }
    // What is called with several arguments has a name of its own for each shape. Keras builds it when
    // it calls it, as everything that is called.
    guard callStyle(layer.description.layer) == .list else { return members }
    return members + [.init("build_config", ["input_shape": .array(shapes)])]
  }

  /// The members of a layer that may be inside another.
  static func layer(_ layer: LayerDescription) -> [JSONValue.Member] {
    if let unknown = layer.layer as? UnknownLayer { return Self.unknown(unknown) }
    // What a wrapper has inside knows no shapes but those that it states itself.
    if let nested = layer.layer as? NestedModel, let network = try? nested.network.resolved() {
      return model(network).asLayer(layer)
    }
    let type = (layer.layer as? any KerasLayer).map { Swift.type(of: $0) }
    let className = JSONValue.string(
      (layer.layer as? any KerasLayer)?.exportedName ?? layer.layer.className)
    return [
      .init("module", .string(type?.module ?? "keras.layers")), .init("class_name", className),
      .init("config", .object(config(layer))),
      .init("registered_name", type?.marks != nil ? className : nil),
    ]
  }

  private static func config(_ layer: LayerDescription) -> [JSONValue.Member] {
    if let input = layer.layer as? InputLayer {
      return [
        .init("batch_shape", batched(input.shape)), .init("dtype", .string(input.type.rawValue)),
        .init("sparse", .bool(input.isSparse)), .init("ragged", false),
        .init("name", .string(layer.name)), .init("optional", .bool(input.isOptional)),
      ]
    }
    let members: [JSONValue.Member] = [
      .init("name", .string(layer.name)), .init("trainable", .bool(layer.isTrainable)),
      .init("dtype", policy(layer.precision)),
    ]
    let known = layer.layer as? any KerasLayer
    let leftOut = known?.settingsLeftOut ?? []
    return (members.filter { !leftOut.contains($0.name) } + (known?.config ?? []))
      .replacing(layer.otherSettings)
  }
}

extension ModelWriter {
  /// A layer of a class that only the file's author knows, as the file has it.
  private static func unknown(_ layer: UnknownLayer) -> [JSONValue.Member] {
    [
      .init("module", layer.module.map { .string($0) } ?? nil),
      .init("class_name", .string(layer.className)),
      .init("config", (try? JSONParser.parse(layer.configuration.utf8)) ?? [:]),
      .init("registered_name", .string(layer.className)),
    ]
  }
}

extension [JSONValue.Member] {
  /// The members of a model with the name and the mark of the layer that it is.
  fileprivate func asLayer(_ layer: LayerDescription) -> [JSONValue.Member] {
    map { member in
      guard member.name == "config", let config = member.value.members else { return member }
      return .init(
        "config",
        .object(
          config.map { setting in
            switch setting.name {
            case "name": .init("name", .string(layer.name))
            case "trainable": .init("trainable", .bool(layer.isTrainable))
            default: setting
            }
          }))
    }
  }

  /// The members with the settings that were kept at their places, or behind all others.
  fileprivate func replacing(_ settings: [OtherSetting]) -> [JSONValue.Member] {
    var members = self
    for setting in settings {
      guard let value = try? JSONParser.parse(setting.json.utf8) else { continue }
      let member = JSONValue.Member(setting.name, value)
      if let index = members.firstIndex(where: { $0.name == setting.name }) {
        members[index] = member
      } else {
        members.append(member)
      }
    }
    return members
  }
}
