import Networks

extension LSTM: KerasLayer {
  static var classNames: [String] { ["LSTM", "CuDNNLSTM", "UnifiedLSTM", "LSTMCell"] }

  init(_ settings: Settings) throws(ModelError) {
    let oldForgetBias = settings.config["forget_bias_init"]?.text
    self.init(
      try settings.recurrence(), recurrentActivation: try settings.recurrentActivation(),
      hasUnitForgetBias: try settings.truth(
        "unit_forget_bias", standard: oldForgetBias.map { $0 == "one" } ?? true))
    hasTwoBiases = settings.className == "CuDNNLSTM"
  }

  var config: [JSONValue.Member] {
    recurrence.config(
      gates: [.init("recurrent_activation", .activation(recurrentActivation))],
      behindInitializers: [.init("unit_forget_bias", .bool(hasUnitForgetBias))],
      atEnd: [.init("seed", .integer(orNull: recurrence.seed))])
  }
}
