import Networks

extension LayerScale: KerasLayer {
  static var classNames: [String] { ["LayerScale"] }
  static var module: String { "keras.src.applications.convnext" }
  static var marks: [String]? { ["projection_dim"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      width: try settings.requiredInteger("projection_dim"),
      start: try settings.number("init_values", standard: 1e-6))
  }

  var config: [JSONValue.Member] {
    [.init("init_values", .number(start)), .init("projection_dim", .integer(width))]
  }
}
