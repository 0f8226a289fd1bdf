import ArgumentParser
import KerasFormat
import Networks

/// What Keras's `compile` takes, as flags; a flag wins over the model's file.
struct CompilationOptions: ParsableArguments {
  @Option(help: "sgd or adam, with Keras's settings unless a flag says otherwise.")
  var optimizer: OptimizerName?

  @Option(parsing: .unconditional, help: "The step along the gradient.")
  var learningRate: Double?

  @Option(parsing: .unconditional, help: "For sgd: how much of the last update goes on, 0 to 1.")
  var momentum: Double?

  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive, help: "For sgd: Nesterov's momentum.")
  var nesterov: Bool?

  @Option(
    name: .customLong("beta-1"), parsing: .unconditional,
    help: "For adam: the decay of the mean of gradients.")
  var beta1: Double?

  @Option(
    name: .customLong("beta-2"), parsing: .unconditional,
    help: "For adam: the decay of the mean of squares.")
  var beta2: Double?

  @Option(parsing: .unconditional, help: "For adam: what is added to the root.")
  var epsilon: Double?

  @OptionGroup var report: ReportOptions

  enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
    case sgd, adam
  }

  /// Whether any flag is given.
  var isGiven: Bool {
    optimizer != nil || learningRate != nil || !settings(of: .sgd).isEmpty
      || !settings(of: .adam).isEmpty || report.isGiven
  }

  /// Optimizer, loss and metrics for a model.
  ///
  /// - Throws: a `UserError` where neither a flag nor the model says, or a flag does not belong to
  ///   the optimizer.
  func training(for model: ModelArgument) throws -> TrainingDescription {
    // What a file says of rates and gradients goes with its optimizer.
    let compiled = optimizer == nil ? try model.compiledOptimizer() : nil
    return TrainingDescription(
      optimizer: try optimizer(for: model), outputs: try report.outputs(for: model),
      schedule: learningRate == nil ? compiled?.schedule : nil, clipping: compiled?.clipping)
  }

  private func optimizer(for model: ModelArgument) throws -> Optimizer {
    switch try chosen(for: model) {
    case .sgd(let rate, let momentum, let isNesterov):
      try refuse(settings(of: .adam), "sgd", "adam")
      return .sgd(
        learningRate: learningRate ?? rate, momentum: self.momentum ?? momentum,
        isNesterov: nesterov ?? isNesterov)
    case .adam(let rate, let beta1, let beta2, let epsilon):
      try refuse(settings(of: .sgd), "adam", "sgd")
      return .adam(
        learningRate: learningRate ?? rate, beta1: self.beta1 ?? beta1,
        beta2: self.beta2 ?? beta2, epsilon: self.epsilon ?? epsilon)
    case let other:
      try refuse(settings(of: .sgd) + settings(of: .adam), "the model's own", "sgd or adam")
      return other
    }
  }

  /// The optimizer before its settings are changed: a flag's starts from Keras's.
  private func chosen(for model: ModelArgument) throws -> Optimizer {
    switch optimizer {
    case .sgd: return .sgd()
    case .adam: return .adam()
    case nil:
      if let optimizer = try model.optimizer() { return optimizer }
      throw UserError(
        .usage, "\(model.argument) was never compiled; give --optimizer sgd or --optimizer adam")
    }
  }

  /// The flags given that one optimizer has by itself.
  private func settings(of optimizer: OptimizerName) -> [String] {
    let flags: [(String, Bool)] =
      switch optimizer {
      case .sgd: [("--momentum", momentum != nil), ("--nesterov", nesterov != nil)]
      case .adam:
        [("--beta-1", beta1 != nil), ("--beta-2", beta2 != nil), ("--epsilon", epsilon != nil)]
      }
    return flags.filter(\.1).map(\.0)
  }

  private func refuse(_ flags: [String], _ optimizer: String, _ other: String) throws(UserError) {
    guard let flag = flags.first else { return }
    throw UserError(
      .usage,
      "\(flag) is a setting of \(other), but the optimizer is \(optimizer); "
        + "leave it out, or give --optimizer \(other)")
  }
}

/// What is minimised and reported, as flags.
struct ReportOptions: ParsableArguments {
  @Option(
    help: "mean_squared_error (mse), binary_crossentropy (bce), categorical_crossentropy (cce).")
  var loss: String?

  @Option(help: "accuracy or none.")
  var metrics: MetricsChoice?

  enum MetricsChoice: String, ExpressibleByArgument, CaseIterable {
    case accuracy, none
  }

  /// Whether any flag is given.
  var isGiven: Bool { loss != nil || metrics != nil }

  func validate() throws {
    if let loss, Loss(kerasName: loss) == nil {
      let known = Loss.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--loss is '\(loss)'; choose one of \(known).")
    }
  }

  /// The loss for a model.
  func loss(for model: ModelArgument) throws -> Loss {
    if let loss = loss.flatMap(Loss.init(kerasName:)) { return loss }
    if let loss = try model.loss() { return loss }
    throw UserError(
      .usage, "\(model.argument) was never compiled; give --loss, such as --loss mse")
  }

  /// What is minimised and reported of each output of a model.
  func outputs(for model: ModelArgument) throws -> [OutputTraining] {
    var outputs =
      loss == nil ? try model.outputTraining() : [OutputTraining(try loss(for: model))]
    if outputs.isEmpty { outputs = [OutputTraining(try loss(for: model))] }
    let metrics = try metrics(for: model)
    if self.metrics != nil || loss != nil {
      for index in outputs.indices { outputs[index].metrics = metrics }
    }
    return outputs
  }

  /// The metrics for a model.
  func metrics(for model: ModelArgument) throws -> [Metric] {
    switch metrics {
    case .accuracy: [.accuracy]
    case .some(.none): []
    case nil: try model.metrics()
    }
  }
}
