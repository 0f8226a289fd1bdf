import ArgumentParser
import Networks
import Records
import TrainingFiles

/// `gradmark predict`: the network's outputs for given inputs.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Compute a network's outputs for given weights and inputs.",
    discussion: """
      --output keeps predict.safetensors with the tensor 'predict', or 'predict/NAME' for each of \
      several outputs; without it, the outputs are printed, a line a sample. Ranks that a launcher of MPI \
      has started share the work, as in train.
      """)

  @Argument(help: ModelArgument.help, completion: .model)
  var model: String

  @Option(
    help: ArgumentHelp(
      "The weights: .safetensors, .keras, .weights.h5, .weights.json, .h5, or a folder of TensorFlow.js.",
      valueName: "file"),
    completion: .file())
  var weights: String

  @OptionGroup(title: "Samples") var samples: InputOptions
  @OptionGroup(title: "Work") var workers: WorkerOptions

  @Option(
    help: ArgumentHelp("Where to keep the predictions.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(help: "How to write what is printed. [text]")
  var format: OutputFormat?

  func validate() throws {
    if let format, output != nil {
      throw ValidationError(
        "--format \(format) is of what is printed, but --output keeps the predictions in a file; "
          + "leave out one of them.")
    }
  }

  func run() throws {
    try RankedRun.run(stepTimeout: workers.stepTimeout) { ranks in
      let text = try text(on: ranks)
      try ranks.first { try Files.print(text) }
    }
  }

  /// What the command prints.
  func text(on ranks: RankedRun = .alone) throws -> String {
    let (network, trainer, inputs) = try ranks.together {
      let model = try ModelArgument(model)
      let network = model.network.network
      let inputs = try samples.read().inputs(for: network)
      let trainer = try model.trainer(
        for: inputs.tensors[0].sampleShape,
        outputs: network.outputs.map { _ in OutputTraining(.meanSquaredError) },
        weights: weights, options: ranks.sharing(workers.forward))
      return (network, trainer, inputs)
    }
    try ranks.compare { trainer.facts(data: inputs.tensors) }
    let predictions = try ranks.together { try inputs.predict(trainer) }
    guard let output else { return try printed(predictions) }
    try ranks.first {
      try OutputFolder(path: output).write([OutputFile(predictions: predictions, of: network)])
    }
    return ""
  }

  /// A line or an array for each sample, its outputs one behind the other, each in row-major order.
  private func printed(_ predictions: [Tensor]) throws -> String {
    let rows = (0..<predictions[0].sampleCount).map { sample in
      predictions.flatMap { $0.slice(sample..<sample + 1).elements }
    }
    return switch format ?? .text {
    case .text:
      // The sign of NaN means nothing.
      rows.map { $0.map { $0.isNaN ? "nan" : $0.description }.joined(separator: " ") + "\n" }
        .joined()
    case .json:
      try RecordCoding.text(
        rows.map { $0.map { Nullable(wrappedValue: $0.isFinite ? $0 : nil) } }) + "\n"
    }
  }
}
