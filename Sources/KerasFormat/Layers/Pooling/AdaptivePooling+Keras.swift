import Networks

extension AdaptivePooling: KerasLayer {
  static var classNames: [String] {
    PoolingFunction.allCases.map { "Adaptive\($0.rawValue)Pooling\(Size.rank)D" }
  }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    guard let size: Size = try settings.extent("output_size") else {
      throw ModelError(
        layer: settings.layer, "setting 'output_size' is missing; add it to the file")
    }
    self.init(
      PoolingFunction(ofClass: settings.className), outputSize: size,
      dataFormat: try settings.dataFormat())
  }

  var config: [JSONValue.Member] {
    [
      .init("output_size", .extent(outputSize)),
      .init("data_format", .string(dataFormat.rawValue)),
    ]
  }
}
