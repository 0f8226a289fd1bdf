import Networks

extension ScaledSum: KerasLayer {
  static var classNames: [String] { ["CustomScaleLayer"] }
  static var module: String { "keras.src.applications.inception_resnet_v2" }
  static var marks: [String]? { ["scale"] }
  static var callStyle: CallStyle { .list }

  init(_ settings: Settings) throws(ModelError) {
    self.init(scale: try settings.number("scale", standard: 1))
  }

  var config: [JSONValue.Member] { [.init("scale", .number(scale))] }
}
