import Networks

/// Reads one layer of any version of Keras.
enum LayerReader {
  /// A layer with its name and what all layers have.
  ///
  /// - Throws: a `ModelError` for a class that no version of Keras has, or a setting that is wrong.
  static func layer(
    _ settings: Settings, name: String, isFrozen: Bool = false
  ) throws(ModelError) -> LayerDescription {
    guard let type = LayerRegistry.layer(ofClass: settings.className) else {
      throw ModelError(
        layer: settings.layer,
        "its class \(quoted(settings.className)) is unknown to Gradmark; replace the layer by one "
          + "of Keras's own")
    }
    let layer: any Layer = try type.init(settings)
    for name in ["activity_regularizer", "quantization_config", "lora_rank"] {
      if let (name, value) = settings.found([name]) { settings.others.keep(name, value) }
    }
    return LayerDescription(
      name, layer, isTrainable: try settings.truth("trainable", standard: true) && !isFrozen,
      precision: precision(settings), otherSettings: settings.others.all)
  }

  /// A layer that is a setting of another.
  static func inner(
    _ entry: JSONValue, of outer: Settings
  ) throws(ModelError) -> LayerDescription {
    guard let className = entry["class_name"]?.text, let config = entry["config"],
      config.members != nil
    else {
      throw ModelError(
        layer: outer.layer, "its inner layer is \(entry) without 'class_name' or 'config'")
    }
    let settings = Settings(
      layer: outer.layer ?? "", className: className, config: config, isLegacy: outer.isLegacy)
    return try layer(settings, name: config["name"]?.text ?? className.lowercased())
  }

  /// The types; what Gradmark has no word for is taken for float32.
  private static func precision(_ settings: Settings) -> Precision {
    guard let (_, value) = settings.found(["dtype"]) else { return .float32 }
    let config = value["config"]
    let name = value.text ?? config?["name"]?.text ?? config?["source_name"]?.text
    return name.map(Precision.init) ?? .float32
  }

  /// The shape that a layer says its input has; `nil` where it says nothing.
  static func declaredInputShape(_ settings: Settings) throws(ModelError) -> Shape? {
    if let (name, value) = settings.found(["batch_shape", "batch_input_shape"]) {
      return try shape(value, hasBatch: true, name, settings)
    }
    if let (name, value) = settings.found(["input_shape", "shape"]) {
      return try shape(value, hasBatch: false, name, settings)
    }
    return try LayerRegistry.layer(ofClass: settings.className)?.statedInputShape(settings)
  }

  private static func shape(
    _ value: JSONValue, hasBatch: Bool, _ name: String, _ settings: Settings
  ) throws(ModelError) -> Shape {
    guard let entries = value.elements, !hasBatch || !entries.isEmpty else {
      throw settings.mismatch(name, value, "a list of sizes")
    }
    guard entries.count <= Shape.maximumRank else {
      throw settings.mismatch(name, value, "a list of at most \(Shape.maximumRank) sizes")
    }
    var sizes: [Int?] = []
    for entry in entries {
      guard entry == .null || entry.wholeNumber != nil else {
        throw settings.mismatch(name, value, "a list of whole numbers")
      }
      sizes.append(entry.wholeNumber)
    }
    let batchSize = hasBatch ? sizes.removeFirst() : nil
    return Shape(axes: sizes, batchSize: batchSize)
  }
}
