import Networks

extension Permute: KerasLayer {
  static var classNames: [String] { ["Permute"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(try settings.integers("dims") ?? [])
  }

  var config: [JSONValue.Member] { [.init("dims", .array(order.map { .integer($0) }))] }
}
