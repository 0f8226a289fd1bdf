import Networks

extension InputLayer: KerasLayer {
  static var classNames: [String] { ["InputLayer"] }
  var exportedName: String { "InputLayer" }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    guard let shape = try LayerReader.declaredInputShape(settings) else {
      throw ModelError(
        layer: settings.layer, "setting 'batch_shape' is missing; say which shape the input has")
    }
    let type = settings.found(["dtype", "input_dtype"])?.value
    self.init(
      shape, type: type.flatMap(\.text).flatMap(ElementType.init) ?? .float32,
      isSparse: try settings.truth("sparse", standard: false),
      isOptional: try settings.truth("optional", standard: false))
    if try settings.truth("ragged", standard: false) { settings.others.keep("ragged", true) }
  }
}

extension InputLayer {
  /// The layer where a class of the file's own is derived from Keras's; `nil` for all others. Whoever registers such a
  /// class finds it in his files with the settings of an input, among which alone there is no `trainable`.
  init?(ownClass settings: Settings) throws(ModelError) {
    let config = settings.config
    guard config["trainable"] == nil, config["sparse"] != nil,
      settings.found(["batch_shape", "batch_input_shape"]) != nil
    else { return nil }
    try self.init(settings)
    // A file of Keras 2 has the package before the name.
    ownClassName = settings.className.split(separator: ">").last.map(String.init)
  }
}
