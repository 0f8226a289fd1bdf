import ArgumentParser
import KerasFormat
import Networks

/// What Keras's `compile` takes, as flags; a flag wins over the model's file.
struct CompilationOptions: ParsableArguments {
  @Option(
    help: "\(Optimizer.Rule.alternatives), with Keras's settings unless a flag says otherwise.")
  var optimizer: Optimizer.Rule?

  @Option(parsing: .unconditional, help: "The step along the gradient.")
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: "For \(Optimizer.Rule.having("momentum")): how much of the last update goes on, 0 to 1.")
  var momentum: Double?

  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: "For \(Optimizer.Rule.having("nesterov")): Nesterov's momentum.")
  var nesterov: Bool?

  @Option(
    name: .customLong("beta-1"), parsing: .unconditional,
    help: "For \(Optimizer.Rule.having("beta_1")): the decay of the mean of gradients.")
  var beta1: Double?

  @Option(
    name: .customLong("beta-2"), parsing: .unconditional,
    help: "For \(Optimizer.Rule.having("beta_2")): the decay of the mean of squares.")
  var beta2: Double?

  @Option(
    parsing: .unconditional,
    help: "For \(Optimizer.Rule.having("epsilon")): what is added to the root.")
  var epsilon: Double?

  @Option(
    parsing: .unconditional,
    help: "For \(Optimizer.Rule.having("weight_decay")): the share that is taken off the weights.")
  var weightDecay: Double?

  @Option(
    parsing: .unconditional,
    help: "For \(Optimizer.Rule.having("rho")): the decay of the mean of squares.")
  var rho: Double?

  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: "For \(Optimizer.Rule.having("centered")): whether the mean gradient is taken off.")
  var centered: Bool?

  @OptionGroup var report: ReportOptions

  /// The settings of optimizers that are given, by Keras's names.
  private var settings: [(name: String, value: Double)] {
    let settings: [(String, Double?)] = [
      ("momentum", momentum), ("nesterov", nesterov.map { $0 ? 1 : 0 }), ("beta_1", beta1),
      ("beta_2", beta2), ("epsilon", epsilon), ("weight_decay", weightDecay), ("rho", rho),
      ("centered", centered.map { $0 ? 1 : 0 }),
    ]
    return settings.compactMap { name, value in value.map { (name, $0) } }
  }

  /// Whether any flag is given.
  var isGiven: Bool {
    optimizer != nil || learningRate != nil || !settings.isEmpty || report.isGiven
  }

  /// Optimizer, loss and metrics for a model.
  ///
  /// - Throws: a `UserError` where neither a flag nor the model says, or a flag does not belong to
  ///   the optimizer.
  func training(for model: ModelArgument) throws -> TrainingDescription {
    // Said at once, so that nobody is sent back twice.
    if optimizer == nil, try model.optimizer() == nil, report.loss == nil,
      ((try? model.loss()) ?? nil) == nil
    {
      throw UserError(
        .usage,
        "\(model.argument) says nothing of how it is compiled; give --optimizer and --loss, such as "
          + "--optimizer adam --loss mse"
      )
    }
    // What a file says of rates and gradients goes with its optimizer.
    let compiled = optimizer == nil ? try model.compiledOptimizer() : nil
    return TrainingDescription(
      optimizer: try optimizer(for: model), outputs: try report.outputs(for: model),
      schedule: learningRate == nil ? compiled?.schedule : nil, clipping: compiled?.clipping)
  }

  /// The chosen optimizer, or the model's, with the settings that are given.
  private func optimizer(for model: ModelArgument) throws -> Optimizer {
    guard var optimizer = try optimizer.map({ Optimizer($0) }) ?? model.optimizer() else {
      throw UserError(
        .usage,
        "\(model.argument) says nothing of how it is compiled; give --optimizer, such as --optimizer adam"
      )
    }
    for (name, value) in settings {
      guard optimizer[name] != nil else { throw foreign(name, to: optimizer.rule) }
      optimizer[name] = value
    }
    if let learningRate { optimizer.learningRate = learningRate }
    return optimizer
  }

  private func foreign(_ setting: String, to rule: Optimizer.Rule) -> UserError {
    let others = Optimizer.Rule.allCases.filter { other in
      other.settings.contains { $0.name == setting }
    }
    let flag = "--" + setting.replacing("_", with: "-")
    return UserError(
      .usage,
      "\(flag) is a setting of \(others.map(\.flag).joined(separator: " and ")), but the optimizer "
        + "is \(rule.flag); leave it out, or give --optimizer \(others[0].flag)")
  }
}

extension Optimizer.Rule: ExpressibleByArgument {
  /// As it is written behind `--optimizer`.
  fileprivate var flag: String { rawValue.lowercased() }

  /// Reads the name as it is written behind `--optimizer`.
  public init?(argument: String) {
    guard let rule = Self.allCases.first(where: { $0.flag == argument }) else { return nil }
    self = rule
  }

  /// All names.
  public static var allValueStrings: [String] { allCases.map(\.flag) }

  /// All names in a sentence, `or` before the last.
  static var alternatives: String { enumeration(of: allValueStrings, "or") }

  /// The names of those that have a setting, in a sentence, `and` before the last.
  fileprivate static func having(_ setting: String) -> String {
    enumeration(
      of: allCases.filter { $0.settings.contains { $0.name == setting } }.map(\.flag), "and")
  }
}

/// Words in a sentence: `a, b and c`.
func enumeration(of words: [String], _ conjunction: String) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
}

/// What is minimised and reported, as flags.
struct ReportOptions: ParsableArguments {
  @Option(
    help: "\(Loss.allCases.map { "\($0.rawValue) (\($0.shortName))" }.joined(separator: ", ")).")
  var loss: String?

  @Option(
    help: """
      \(Metric.allCases.map { "\($0.kerasName) (\($0.shortName))" }.joined(separator: ", ")), several with \
      commas between, or none.
      """)
  var metrics: MetricsChoice?

  /// The metrics to report.
  struct MetricsChoice: ExpressibleByArgument {
    var metrics: [Metric] = []

    init?(argument: String) {
      if argument == "none" { return }
      for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
        guard let metric = Metric(kerasName: String(name)) else { return nil }
        metrics.append(metric)
      }
    }

    static var allValueStrings: [String] { Metric.allCases.map(\.kerasName) + ["none"] }
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
      .usage,
      "\(model.argument) says nothing of how it is compiled; give --loss, such as --loss mse")
  }

  /// What is minimised and reported of each output of a model.
  func outputs(for model: ModelArgument) throws -> [OutputTraining] {
    var outputs = loss == nil ? try model.outputTraining() : []
    if outputs.isEmpty {
      let loss = try loss(for: model)
      outputs = model.network.network.outputs.map { _ in OutputTraining(loss) }
    }
    let metrics = try metrics(for: model)
    if self.metrics != nil || loss != nil {
      for index in outputs.indices { outputs[index].metrics = metrics }
    }
    return outputs
  }

  /// The metrics for a model.
  func metrics(for model: ModelArgument) throws -> [Metric] {
    try metrics?.metrics ?? model.metrics()
  }
}
