import Networks

extension BatchNormalization: KerasLayer {
  static var classNames: [String] {
    // TensorFlow 1.13 to 1.15 wrote the numbers.
    [
      "BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2",
      "SyncBatchNormalization",
    ]
  }

  init(_ settings: Settings) throws(ModelError) {
    // Keras 1 and 2 wrote a list of one axis now and then.
    let axes = try settings.integers("axis") ?? [-1]
    guard axes.count == 1 else {
      throw settings.unsupported("axis", .array(axes.map { .integer($0) }), "one axis")
    }
    self.init(
      axis: axes[0], momentum: try settings.number("momentum", standard: 0.99),
      epsilon: try settings.number("epsilon", standard: 1e-3),
      centers: try settings.truth("center", standard: true),
      scales: try settings.truth("scale", standard: true),
      beta: try settings.weight("beta", oldInitializer: "beta_init", standard: .zeros),
      gamma: try settings.weight("gamma", oldInitializer: "gamma_init", standard: .ones),
      movingMeanInitializer: try settings.initializer(
        ["moving_mean_initializer"], standard: .zeros),
      movingVarianceInitializer: try settings.initializer(
        ["moving_variance_initializer"], standard: .ones))
    renormalizes = try settings.truth("renorm", standard: false)
    for name in ["synchronized", "renorm", "renorm_clipping", "renorm_momentum"] {
      // What differs from Keras's defaults is nothing that training here does.
      if let (name, value) = settings.found([name]), ![false, .number(0.99)].contains(value) {
        settings.others.keep(name, value)
      }
    }
  }

  var config: [JSONValue.Member] {
    [
      .init("axis", .integer(axis)), .init("momentum", .number(momentum)),
      .init("epsilon", .number(epsilon)), .init("center", .bool(centers)),
      .init("scale", .bool(scales)),
    ]
      + .initializers(("beta", beta), ("gamma", gamma))
      + [
        .init("moving_mean_initializer", .initializer(movingMeanInitializer)),
        .init("moving_variance_initializer", .initializer(movingVarianceInitializer)),
      ]
      + .penalties(("beta", beta), ("gamma", gamma), hasActivity: false)
      + [
        .init("synchronized", false), .init("renorm", false), .init("renorm_clipping", nil),
        .init("renorm_momentum", .number(0.99)),
      ]
  }
}
