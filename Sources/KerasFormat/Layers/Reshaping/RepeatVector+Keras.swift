import Networks

extension RepeatVector: KerasLayer {
  static var classNames: [String] { ["RepeatVector"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(try settings.requiredInteger("n"))
  }

  var config: [JSONValue.Member] { [.init("n", .integer(count))] }
}
