import Networks

extension Concatenate: KerasLayer {
  static var classNames: [String] { ["Concatenate"] }
  static var callStyle: CallStyle { .list }

  init(_ settings: Settings) throws(ModelError) {
    self.init(axis: try settings.integer("axis") ?? -1)
  }

  var config: [JSONValue.Member] { [.init("axis", .integer(axis))] }
}
