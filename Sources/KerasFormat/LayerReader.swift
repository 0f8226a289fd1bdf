import Networks

/// Reads one layer of any version of Keras.
enum LayerReader {
  /// A layer with its name and what all layers have.
  ///
  /// A class that no version of Keras has is read, too: as one that cannot be counted.
  ///
  /// - Throws: a `ModelError` for a setting that is wrong.
  static func layer(
    _ settings: Settings, name: String, isFrozen: Bool = false
  ) throws(ModelError) -> LayerDescription {
    let layer: any Layer
    if let known = try LayerRegistry.layer(settings) {
      layer = known
    } else {
      layer = try settings.unknownLayer()
    }
    let adaptation = try settings.adaptation(of: layer)
    for name in keptSettings {
      if let value = settings.config[name], value != .null { settings.others.keep(name, value) }
    }
    if adaptation?.quantization != nil, let (name, value) = settings.found(["dtype"]) {
      settings.others.keep(name, value)
    }
    var description = LayerDescription(
      name, layer, isTrainable: try isTrainable(layer, settings),
      precision: try precision(layer, settings),
      adaptation: adaptation, otherSettings: settings.others.all)
    description.isInFrozenGraph = isFrozen
    let className = settings.className
    if className != layer.className,
      className == "Merge" || LayerRegistry.knows(className: className)
    {
      description.olderClassName = className
    }
    return description
  }

  /// What any layer may have that changes no shape and no count.
  private static let keptSettings = [
    "activity_regularizer", "quantization_config", "lora_rank", "lora_alpha",
  ]

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
      layer: outer.layer ?? "", entry: entry, className: className, config: config,
      isLegacy: outer.isLegacy, depth: outer.depth)
    return try layer(settings, name: config["name"]?.text ?? className.lowercased())
  }

  /// Whether the layer learns.
  ///
  /// - Throws: a `ModelError` for what Keras takes for no answer.
  private static func isTrainable(
    _ layer: any Layer, _ settings: Settings
  ) throws(ModelError) -> Bool {
    guard let value = settings.config["trainable"] else { return true }
    // Keras makes a Sequential without a look at this setting: its layers have their own.
    let nested = layer.known(as: NestedModel.self)
    if nested?.network.form == .sequential { return true }
    let isExact = !settings.isLegacy && nested == nil && settings.isOfKeras
    guard !isExact || value.truth != nil else {
      throw settings.mismatch("trainable", value, "true or false")
    }
    return try settings.truth("trainable", standard: true)
  }

  /// The types; what classes of the file's own say of them is taken for float32.
  ///
  /// - Throws: a `ModelError` for a type that Keras lacks, as it makes no such layer either.
  private static func precision(
    _ layer: any Layer, _ settings: Settings
  ) throws(ModelError) -> Precision {
    guard let (name, value) = settings.found(["dtype"]) else { return .float32 }
    let expected = "a type of Keras, as float32, or a policy, as mixed_float16"
    guard value.text != nil || value.members != nil else {
      throw settings.mismatch(name, value, expected)
    }
    let config = value["config"]
    guard let written = value.text ?? config?["name"]?.text ?? config?["source_name"]?.text else {
      return .float32
    }
    let policy = typePolicy(written)
    let precision = Precision(policy.type)
    let className = value["class_name"]?.text
    let isPlain = value.text != nil || className == "DTypePolicy" || className == "Policy"
    let isKnown = settings.isLegacy ? precision.isKnown : precision.isOfKeras3
    guard isKnown || !isPlain else {
      throw settings.mismatch(name, .string(written), expected)
    }
    // It was the type of what such a layer takes, not of its table.
    if settings.isLegacy, layer is Embedding, !precision.isOfFloats { return .float32 }
    return precision
  }

  /// The shape that a layer says its input has; `nil` where it says nothing.
  static func declaredInputShape(_ settings: Settings) throws(ModelError) -> Shape? {
    if let (name, value) = settings.found(["batch_shape", "batch_input_shape"]) {
      return try shape(value, hasBatch: true, name, settings)
    }
    if let (name, value) = settings.found(["input_shape", "shape"]) {
      return try shape(value, hasBatch: false, name, settings)
    }
    return try LayerRegistry.statedInputShape(settings)
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

extension Settings {
  /// Whether the class is one of Keras's own, as far as its module tells: older files name none.
  var isOfKeras: Bool {
    guard let module, module != "keras.layers" else { return !isOwnClass }
    return ["keras", "tf_keras", "tensorflow"].contains {
      module == $0 || module.hasPrefix($0 + ".")
    }
  }
}
