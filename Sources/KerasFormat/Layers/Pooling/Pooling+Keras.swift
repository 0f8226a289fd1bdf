import Networks

extension Pooling: KerasLayer {
  static var classNames: [String] {
    PoolingFunction.allCases.map { "\($0.rawValue)Pooling\(Size.rank)D" }
      + PoolingFunction.allCases.map { "\($0.rawValue)Pool\(Size.rank)D" }
  }

  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      PoolingFunction(ofClass: settings.className),
      poolSize: try settings.extent("pool_size", "pool_length") ?? Size(all: 2),
      strides: try settings.extent("strides", "stride"), padding: try settings.padding(),
      dataFormat: try settings.dataFormat())
  }

  var config: [JSONValue.Member] {
    [
      .init("pool_size", .extent(poolSize)), .init("padding", .string(padding.rawValue)),
      .init("strides", .extent(strides)), .init("data_format", .string(dataFormat.rawValue)),
    ]
  }
}

extension PoolingFunction {
  /// What a class takes of a window, by its name.
  init(ofClass name: String) {
    self = name.contains(PoolingFunction.average.rawValue) ? .average : .maximum
  }
}
