import Datasets
import Networks
import Training
import TrainingFiles

/// A session, and how good its predictions are to be found, if a number says that.
struct TrainingJob {
  let session: Session
  let quality: HeldOutQuality?

  /// A recorded run.
  init(_ session: Session) {
    self.session = session
    quality = nil
  }

  /// What the flags of a command ask for.
  init(_ command: TrainCommand) throws {
    let model = try ModelArgument(command.model ?? "")
    let training = try command.compilation.training(for: model)
    for sentence in model.network.numericsAdvice(for: training.outputs) { Files.warn(sentence) }
    let weights = try command.weights.map { try model.startWeights($0) }
    let takesDigits = Catalog.learnsDigits(model.argument) && !command.samples.isGiven
    guard command.course.digits == nil || takesDigits else {
      throw UserError(.usage, "--digits is for \(Catalog.digitsLearners); leave it out")
    }
    if let workload = model.workload(digits: command.course.digits), !command.samples.isGiven {
      let data = try workload.makeData(seed: command.course.seed ?? 1)
      let splits = command.course.validationSplit.map { $0 > 0 } ?? false
      session = try command.session(
        workload.trainingNetwork, training, data.training.samples(of: workload),
        validation: splits ? nil : data.heldOut.samples(of: workload), weights,
        batchSize: workload.batchSize, epochs: workload.epochs)
      quality = workload.quality.map { HeldOutQuality(quality: $0, data: data.heldOut) }
      return
    }
    let files = try command.samples.read()
    let samples = try files.training(for: model.network.network)
    let validation = try files.validation(for: model.network.network)
    if validation != nil, let split = command.course.validationSplit, split > 0 {
      throw UserError(
        .usage,
        "--validation-split is \(split), but the files hold validation data; "
          + "leave out one of them")
    }
    session = try command.session(
      model.trainingNetwork(for: samples.inputs[0].sampleShape), training, samples,
      validation: validation, weights, batchSize: 32, epochs: 1)
    quality = nil
  }
}

extension TrainCommand {
  /// A session with the flags' settings, or these where the flags have none.
  fileprivate func session(
    _ network: NetworkDescription, _ training: TrainingDescription, _ samples: Samples,
    validation: Samples?, _ weights: Session.StartWeights?, batchSize: Int, epochs: Int
  ) throws -> Session {
    var options = TrainerOptions(
      batchSize: workers.batchSize ?? batchSize, threads: workers.workerCount,
      seed: course.seed ?? 1, shuffles: course.shuffle ?? true,
      usesFewerThreads: workers.usesFewerThreads)
    try kernels.apply(to: &options)
    return Session(
      network: network, training: training, options: options,
      samples: samples, validation: validation, validationSplit: course.validationSplit ?? 0,
      startWeights: weights, course: course.course(epochs: epochs),
      snapshotSteps: try course.snapshotSteps())
  }
}

extension ModelArgument {
  /// The network's data, where it is one of the catalogue.
  fileprivate func workload(digits: String?) -> Workload? {
    Workload.named(argument, digitsFolder: digits)
  }
}

extension Dataset {
  fileprivate func samples(of workload: Workload) -> Samples {
    Samples(inputs: inputs, targets: targets, source: "the data of '\(workload.name)'")
  }
}

/// How good predictions are on samples that were not learned from.
struct HeldOutQuality {
  let quality: Quality
  let data: Dataset

  /// The figure that says it.
  func figure(_ predict: ([Tensor]) throws -> [Tensor]) throws -> ResultFigure {
    let name =
      switch quality {
      case .accuracy: "held_out_accuracy"
      case .signalToNoiseGain: "held_out_gain_in_decibels"
      }
    return ResultFigure(
      name: name, value: quality.value(of: try predict([data.inputs])[0], on: data))
  }
}
