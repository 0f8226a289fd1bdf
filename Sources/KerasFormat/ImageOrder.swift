/// Where the channels of images stand in files of Keras 1 that do not say it everywhere.
///
/// `ZeroPadding2D`, `Cropping2D` and `UpSampling2D` left it out of their settings, and took it from the
/// installation when they were read. Where all other layers of the file have channels first, so have these: read
/// otherwise, borders would be added to channels, and the layers behind get wrong counts.
enum ImageOrder {
  private static let name = "dim_ordering"

  /// The config of a model, in which layers of images that say nothing have the order that all others have.
  static func filled(_ config: JSONValue) -> JSONValue {
    var stated: Set<String> = []
    collect(config, into: &stated)
    return stated == ["th"] ? withChannelsFirst(config) : config
  }

  private static func collect(_ value: JSONValue, into stated: inout Set<String>) {
    switch value {
    case .array(let elements):
      for element in elements { collect(element, into: &stated) }
    case .object(let members):
      for member in members {
        if member.name == name, let order = member.value.text {
          stated.insert(order)
        } else {
          collect(member.value, into: &stated)
        }
      }
    default: break
    }
  }

  private static func withChannelsFirst(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(withChannelsFirst))
    case .object(let members):
      let isSilent = isOfImages(value["class_name"]?.text ?? "") && value["config"]?[name] == nil
      return .object(
        members.map { member in
          var inner = withChannelsFirst(member.value)
          if isSilent, member.name == "config", case .object(let settings) = inner {
            inner = .object(settings + [.init(name, "th")])
          }
          return .init(member.name, inner)
        })
    default: return value
    }
  }

  private static func isOfImages(_ className: String) -> Bool {
    className.hasSuffix("2D") || className.hasSuffix("3D")
  }
}
