import Networks

extension GlobalPooling: KerasLayer {
  static var classNames: [String] {
    PoolingFunction.allCases.map { "Global\($0.rawValue)Pooling\(Size.rank)D" }
      + PoolingFunction.allCases.map { "Global\($0.rawValue)Pool\(Size.rank)D" }
  }

  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      PoolingFunction(ofClass: settings.className), dataFormat: try settings.dataFormat(),
      keepsAxes: try settings.truth("keepdims", standard: false))
  }

  var config: [JSONValue.Member] {
    [.init("data_format", .string(dataFormat.rawValue)), .init("keepdims", .bool(keepsAxes))]
  }
}
