import Networks

extension ELU: KerasLayer {
  static var classNames: [String] { ["ELU"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(alpha: try settings.number("alpha", standard: 1))
  }

  var config: [JSONValue.Member] { [.init("alpha", .number(alpha))] }
}
