import KerasFormat
import Networks
import TensorFiles
import Training

/// A session that has passed every check, with the trainer that will carry it out.
///
/// Used once: what it leaves in the trainer is the trained network.
public struct SessionRun {
  /// What is carried out.
  public let session: Session
  /// The network that is trained, as the session describes it.
  public let network: ResolvedNetwork

  private let trainer: Trainer
  /// The recorded steps.
  private let span: Span
  /// The `fit` that begins again beside them, if there is one.
  private let secondSpan: Span?

  /// Samples whose predictions are kept, at most: as many as Keras's recorded runs hold.
  private static let predictedSampleCount = 32

  /// Makes the trainer and checks that network, weights, data and settings go together.
  ///
  /// - Throws: a `ModelError`, or a `FileError` where a file holds what does not fit.
  public init(_ session: Session) throws {
    self.session = session
    network = try session.network.resolved()
    trainer = try Trainer(
      session.network, training: session.training, options: session.options)
    if let weights = session.startWeights { try trainer.setWeights(weights) }
    try session.samples.check(trainer)
    try session.validation?.check(trainer)
    (span, secondSpan) = try session.checkedSpans()
  }

  /// The weights that training has left.
  public var weights: [NamedTensor] { trainer.weights() }

  /// How ranks share the sums of gradients; `nil` where each makes all of its steps by itself.
  public var exchange: RankExchange? { trainer.exchange }

  /// The names of the files that the outcome will have.
  public var fileNames: [String] {
    SessionResult.fileNames(
      snapshotSteps: session.snapshotSteps + [span.steps],
      hasFitWeights: keepsFitWeights)
  }

  /// A second run over the same steps ends with the same weights.
  private var keepsFitWeights: Bool { secondSpan.map { $0 != span } ?? false }

  /// Trains.
  ///
  /// - Parameter report: called after every step and every epoch.
  public func outcome(report: (SessionEvent) -> Void = { _ in }) throws -> SessionResult {
    let start = trainer.weights()
    let initial = try assess()
    let gradient = try firstGradient()
    try trainer.restart(from: start)

    var log = StepLog(span, snapshotSteps: session.snapshotSteps)
    var history = try record(into: &log, report)
    let final = try assess()

    var runningLosses = log.runningLosses
    var fitWeights: [NamedTensor]?
    if let secondSpan {
      try trainer.restart(from: start)
      var fitLog = StepLog(secondSpan, snapshotSteps: [])
      history = try fit(epochs: secondSpan.epochs, into: &fitLog, report)
      runningLosses = Array(fitLog.runningLosses.prefix(span.steps))
      fitWeights = keepsFitWeights ? trainer.weights() : nil
    }
    return SessionResult(
      summary: network.summary(
        optimizer: CompiledOptimizer(session.training).variables(of: network)),
      outputNames: network.network.outputs.names, metrics: session.training.metrics,
      steps: log.steps, runningLosses: runningLosses,
      firstGradient: gradient, snapshots: log.snapshots, initial: initial, final: final,
      history: history, fitWeights: fitWeights)
  }

  /// The network's outputs for the weights that training ended with.
  ///
  /// - Throws: a `ModelError` where the inputs do not fit the network.
  public func predict(_ inputs: [Tensor]) throws(ModelError) -> [Tensor] {
    try trainer.predict(inputs)
  }

  /// What the current weights are worth.
  private func assess() throws(ModelError) -> SessionResult.Assessment {
    let samples = session.samples
    let count = min(Self.predictedSampleCount, samples.count)
    return SessionResult.Assessment(
      evaluation: try trainer.evaluate(inputs: samples.inputs, targets: samples.targets),
      validation: try session.validation.map { validation throws(ModelError) in
        try trainer.evaluate(inputs: validation.inputs, targets: validation.targets)
      },
      predictions: try trainer.predict(samples.inputs.map { $0.slice(0..<count) }))
  }

  /// The gradient of the first recorded step, which is made for it; the trainer has to be restarted.
  private func firstGradient() throws(ModelError) -> [NamedTensor] {
    let rows = 0..<span.sampleCount, samples = session.samples
    try trainer.load(
      inputs: samples.inputs.map { $0.slice(rows) }, targets: samples.targets.map { $0.slice(rows) }
    )
    return trainer.stepWithGradient().gradient
  }

  /// Makes the recorded steps; returns the history where they are those of a `fit`.
  private func record(
    into log: inout StepLog, _ report: (SessionEvent) -> Void
  ) throws(ModelError) -> [EpochResult] {
    if case .epochs = session.course {
      return try fit(epochs: span.epochs, into: &log, report)
    }
    try trainer.load(inputs: session.samples.inputs, targets: session.samples.targets)
    trainer.train(steps: span.steps) { result in
      log.add(result, weights: trainer.weights)
      report(.step(log.progress))
      if log.progress.step == span.stepsPerEpoch || log.steps.count == span.steps {
        report(.epoch(log.progress, trainer.epochResult(of: log.progress.mean)))
      }
    }
    return []
  }

  private func fit(
    epochs: Int, into log: inout StepLog, _ report: (SessionEvent) -> Void
  ) throws(ModelError) -> [EpochResult] {
    try trainer.fit(
      inputs: session.samples.inputs, targets: session.samples.targets, epochs: epochs,
      validation: session.validation.map { ($0.inputs, $0.targets) },
      validationSplit: session.validationSplit,
      onStep: { result in
        log.add(result, weights: trainer.weights)
        report(.step(log.progress))
      }, onEpoch: { _, result in report(.epoch(log.progress, result)) })
  }
}
