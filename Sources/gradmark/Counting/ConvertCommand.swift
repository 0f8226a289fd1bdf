import ArgumentParser
import Foundation
import ModelFiles
import Networks

/// `gradmark convert`: a model or its weights in another format.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a model or its weights in another format.",
    discussion: """
      To .json goes the architecture as Keras 3 loads it; to .keras and .h5 go the model and its \
      weights, to .weights.h5 and .safetensors the weights alone. A name that ends in / is a folder \
      for TensorFlow.js: model.json in the form of Keras 2, and its weights where there are any. \
      Weights come from the model's own file or from beside it, or from --weights.
      """)

  @Argument(help: ModelArgument.help, completion: .model)
  var input: String

  @Argument(
    help: ArgumentHelp("Where to write: .json, \(WeightOutput.help).", valueName: "output"))
  var output: String

  @Option(
    help: ArgumentHelp("Weights that the model's file does not hold.", valueName: "file"),
    completion: .file())
  var weights: String?

  private var isArchitecture: Bool { output.hasSuffix(".json") }

  func validate() throws {
    guard isArchitecture || WeightOutput.endings.contains(where: output.hasSuffix) else {
      throw ValidationError(
        "The output is '\(output)'; end its name in one of .json, \(WeightOutput.help).")
    }
    if weights != nil, isArchitecture {
      throw ValidationError("--weights goes with an output that holds weights; leave it out.")
    }
  }

  func run() throws {
    let model = try ModelArgument(input)
    WeightOutput.warn(of: model.network, writtenTo: output)
    if isArchitecture || weights != nil { model.warnOfWeights() }
    if isArchitecture { return try Files.write(model.exported(), to: output) }
    let hasWeights = weights != nil || model.holdsWeights
    guard hasWeights || ModelOutput.Format(path: output) == .layersModel else {
      throw UserError(
        .usage, "'\(input)' holds no weights, which '\(output)' would; give them by --weights")
    }
    try WeightOutput.check(output)
    guard hasWeights else {
      return try LayersModelFolder.write(
        model.network, json: model.exported(), weights: nil, to: output)
    }
    if let count = model.optimizerCount {
      let variables = count == 1 ? "one variable" : "\(grouped(count)) variables"
      Files.warn(
        "\(input): \(variables) of its optimizer \(count == 1 ? "is" : "are") left behind; whoever trains "
          + "on begins with new ones")
    }
    let weights = try model.startWeights(weights ?? input)
    try WeightOutput.write(
      model.network, json: model.exported(), weights: weights.tensors, to: output)
  }
}
