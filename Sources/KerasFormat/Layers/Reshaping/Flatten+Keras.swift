import Networks

extension Flatten: KerasLayer {
  static var classNames: [String] { ["Flatten"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(dataFormat: try settings.dataFormat())
  }

  var config: [JSONValue.Member] { [.init("data_format", .string(dataFormat.rawValue))] }
}
