import Networks

extension GRU: KerasLayer {
  static var classNames: [String] { ["GRU", "CuDNNGRU", "UnifiedGRU", "GRUCell"] }

  init(_ settings: Settings) throws(ModelError) {
    // Keras 1, and Keras 2 before it had the setting, reset before; NVIDIA's kernels reset after.
    let standard = !settings.isLegacy || settings.className == "CuDNNGRU"
    self.init(
      try settings.recurrence(), recurrentActivation: try settings.recurrentActivation(),
      resetsAfter: try settings.truth("reset_after", standard: standard))
  }

  var config: [JSONValue.Member] {
    recurrence.config(
      gates: [.init("recurrent_activation", .activation(recurrentActivation))],
      atEnd: [
        .init("reset_after", .bool(resetsAfter)), .init("seed", .integer(orNull: recurrence.seed)),
      ])
  }
}
