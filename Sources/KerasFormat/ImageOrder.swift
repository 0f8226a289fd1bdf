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
    return stated == ["th"] ? withChannelsFirst(config) ?? config : config
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

  /// The same value, copied no further than it changes.
  private static func withChannelsFirst(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .array(let elements): changed(elements, withChannelsFirst).map(JSONValue.array)
    case .object(let members):
      changed(members) { member in
        let inner = withChannelsFirst(member.value)
        guard member.name == "config", lacksOrder(value),
          case .object(let settings) = inner ?? member.value
        else { return inner.map { .init(member.name, $0) } }
        return .init(member.name, .object(settings + [.init(name, "th")]))
      }.map(JSONValue.object)
    default: nil
    }
  }

  /// A list with what becomes of its entries; `nil` where nothing changes.
  private static func changed<Entry>(
    _ entries: [Entry], _ change: (Entry) -> Entry?
  ) -> [Entry]? {
    var all = entries, isChanged = false
    for (index, entry) in entries.enumerated() {
      guard let new = change(entry) else { continue }
      all[index] = new
      isChanged = true
    }
    return isChanged ? all : nil
  }

  private static func lacksOrder(_ layer: JSONValue) -> Bool {
    isOfImages(layer["class_name"]?.text ?? "") && layer["config"]?[name] == nil
  }

  private static func isOfImages(_ className: String) -> Bool {
    className.hasSuffix("2D") || className.hasSuffix("3D")
  }
}
