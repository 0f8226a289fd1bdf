import Networks

// Settings stand in the order in which Keras writes them, so that two files can be compared as text.

extension ModelWriter {
  /// A layer's members; a graph adds to them.
  static func layer(_ layer: ResolvedLayer) -> [JSONValue.Member] {
    let members = Self.layer(layer.description)
    guard (layer.description.layer as? any KerasLayer)?.hasBuildConfig == true else {
      return members
    }
    let shapes = layer.inputShapes[0].map(batched)
    let isList = shapes.count > 1
    return members + [
      .init("build_config", ["input_shape": isList ? .array(shapes) : shapes[0]])
    ]
  }

  /// The members of a layer that may be inside another.
  static func layer(_ layer: LayerDescription) -> [JSONValue.Member] {
    [
      .init("module", "keras.layers"), .init("class_name", .string(layer.layer.className)),
      .init("config", .object(config(layer))), .init("registered_name", nil),
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
    let own = (layer.layer as? any KerasLayer)?.config ?? []
    return (members + own).replacing(layer.otherSettings)
  }
}

extension [JSONValue.Member] {
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
