import Networks

extension ModelWriter {
  /// The `compile_config`.
  static func compilation(_ training: TrainingDescription) -> JSONValue {
    [
      "optimizer": optimizer(training.optimizer), "loss": .string(training.loss.rawValue),
      "loss_weights": nil,
      "metrics": training.metrics.isEmpty
        ? nil : .array(training.metrics.map { .string($0.rawValue) }),
      "weighted_metrics": nil, "run_eagerly": false, "steps_per_execution": 1,
      "jit_compile": "auto",  // Keras's own default: the backend that loads the file decides.
    ]
  }

  private static func optimizer(_ optimizer: Optimizer) -> JSONValue {
    let (className, rate, own): (String, Double, [JSONValue.Member]) =
      switch optimizer {
      case .sgd(let rate, let momentum, let isNesterov):
        (
          "SGD", rate,
          [.init("momentum", .number(momentum)), .init("nesterov", .bool(isNesterov))]
        )
      case .adam(let rate, let beta1, let beta2, let epsilon):
        (
          "Adam", rate,
          [
            .init("beta_1", .number(beta1)), .init("beta_2", .number(beta2)),
            .init("epsilon", .number(epsilon)), .init("amsgrad", false),
          ]
        )
      }
    let common: [JSONValue.Member] = [
      .init("name", .string(className.lowercased())), .init("learning_rate", .number(rate)),
      .init("weight_decay", nil), .init("clipnorm", nil), .init("global_clipnorm", nil),
      .init("clipvalue", nil), .init("use_ema", false), .init("ema_momentum", .number(0.99)),
      .init("ema_overwrite_frequency", nil), .init("loss_scale_factor", nil),
      .init("gradient_accumulation_steps", nil),
    ]
    return object("keras.optimizers", className, .object(common + own))
  }
}
