import ArgumentParser
import Networks
import Training
import TrainingFiles

/// `gradmark evaluate`: loss and accuracy of given weights on given samples.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Compute loss and accuracy of weights on samples.",
    discussion: "Penalties count, as in Keras. --output keeps results.json.")

  @Argument(help: ModelArgument.help, completion: .model)
  var model: String

  @Option(
    help: ArgumentHelp(
      "The weights: .safetensors, .keras, .weights.h5, .h5, or a folder of TensorFlow.js.",
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
    try RankedRun.run { ranks in try ranks.first { try Files.print(try text()) } }
  }

  /// What the command prints.
  func text() throws -> String {
    let model = try ModelArgument(model)
    let files = try samples.read()
    let samples = try files.training(for: model.network.network)
    let validation = try files.validation(for: model.network.network)
    let outputs = try report.outputs(for: model)
    for sentence in model.network.numericsAdvice(for: outputs) { Files.warn(sentence) }
    let trainer = try model.trainer(
      for: samples.inputs[0].sampleShape, outputs: outputs, weights: weights,
      options: workers.forward)
    let evaluation = try samples.evaluate(trainer)
    let validationEvaluation = try validation?.evaluate(trainer)
    try output.map(OutputFolder.init)?.write([
      OutputFile(evaluation: evaluation, validation: validationEvaluation)
    ])
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
      trainingNetwork(for: sample),
      training: TrainingDescription(optimizer: .sgd(), outputs: outputs),
      options: options)
    try trainer.setWeights(weights)
    return trainer
  }
}
