import Networks

extension InputLayer: KerasLayer {
  static var classNames: [String] { ["InputLayer"] }
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
