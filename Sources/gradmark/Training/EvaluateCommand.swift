import ArgumentParser
import Networks
import Ranks
import Training
import TrainingFiles

/// `gradmark evaluate`: loss and accuracy of given weights on given samples.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Compute loss and accuracy of weights on samples.",
    discussion: """
      Penalties count, as in Keras. --output keeps results.json. Ranks that a launcher of MPI has started \
      share the work, as in train.
      """)

  @Argument(help: ModelArgument.help, completion: .model)
  var model: String

  @Option(
    help: ArgumentHelp(
      "The weights: .safetensors, .keras, .weights.h5, .weights.json, .h5, or a folder of TensorFlow.js.",
      valueName: "file"),
    completion: .file())
  var weights: String

  @OptionGroup(title: "Samples") var samples: SampleOptions
  @OptionGroup(title: "Loss, metrics") var report: ReportOptions
  @OptionGroup(title: "Work") var workers: WorkerOptions

  @Option(
    help: ArgumentHelp("Where to keep the results.", valueName: "folder"), completion: .directory)
  var output: String?

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  func run() throws {
    try RankedRun.run(stepTimeout: workers.stepTimeout) { ranks in
      let text = try text(on: ranks)
      try ranks.first { try Files.print(text) }
    }
  }

  /// What the command prints.
  func text(on ranks: RankedRun = .alone) throws -> String {
    let (trainer, samples, validation) = try ranks.together {
      let model = try ModelArgument(model)
      let files = try self.samples.read()
      let samples = try files.training(for: model.network.network)
      let validation = try files.validation(for: model.network.network)
      let outputs = try report.outputs(for: model)
      if ranks.isFirst {
        for sentence in model.network.numericsAdvice(for: outputs) { Files.warn(sentence) }
      }
      let trainer = try model.trainer(
        for: samples.inputs[0].sampleShape, outputs: outputs, weights: weights,
        options: ranks.sharing(workers.forward))
      return (trainer, samples, validation)
    }
    try ranks.compare {
      let data = [samples, validation].compactMap(\.self).flatMap { $0.inputs + $0.targets }
      return trainer.facts(data: data)
    }
    let (evaluation, validationEvaluation) = try ranks.together {
      (try samples.evaluate(trainer), try validation?.evaluate(trainer))
    }
    try ranks.first {
      try output.map(OutputFolder.init)?.write([
        OutputFile(evaluation: evaluation, validation: validationEvaluation)
      ])
    }
    let figures =
      evaluation.figures() + (validationEvaluation?.figures(prefix: "val_") ?? [])
    return try figures.text(format)
  }
}

extension ModelArgument {
  /// A trainer with weights out of a file, for passing samples forward only.
  func trainer(
    for sample: Shape, outputs: [OutputTraining], weights: String, options: TrainerOptions
  ) throws -> Trainer {
    let weights = try startWeights(weights)
    // Plain gradient descent keeps no state: the least that a trainer can have.
    let trainer = try Trainer(
      trainingNetwork(for: sample).withoutRecurrentDropout,
      training: TrainingDescription(optimizer: .sgd(), outputs: outputs),
      options: options)
    try trainer.setWeights(weights)
    return trainer
  }
}

extension Trainer {
  /// What all ranks need to have alike, so that they pass the same samples through the same network.
  func facts(data: [Tensor]) -> [RankFact] {
    .facts(
      of: network, training, options, weights: self.weights(),
      weightsName: "other weights", data: data, settings: "")
  }
}
