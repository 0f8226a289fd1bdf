import Networks

extension SimpleRNN: KerasLayer {
  static var classNames: [String] { ["SimpleRNN", "SimpleRNNCell"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(try settings.recurrence())
  }

  var config: [JSONValue.Member] { recurrence.config() }
}
