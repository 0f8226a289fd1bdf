import ArgumentParser
import Foundation
import ModelFiles
import TensorFiles

/// `gradmark convert`: a model or its weights in another format.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a model or its weights in another format.",
    discussion: """
      To .json goes the architecture as Keras 3 loads it; to .safetensors go the weights of a .keras \
      archive or an HDF5 file, or of --weights.
      """)

  @Argument(help: ModelArgument.help)
  var input: String

  @Argument(help: ArgumentHelp("Where to write: .json or .safetensors.", valueName: "output"))
  var output: String

  @Option(help: ArgumentHelp("Weights that the model's file does not hold.", valueName: "file"))
  var weights: String?

  func validate() throws {
    guard [".json", ".safetensors"].contains(where: output.hasSuffix) else {
      throw ValidationError("The output is '\(output)'; end its name in .json or .safetensors.")
    }
    if weights != nil, output.hasSuffix(".json") {
      throw ValidationError("--weights goes with an output in .safetensors; leave it out.")
    }
  }

  func run() throws {
    let model = try ModelArgument(input)
    guard output.hasSuffix(".safetensors") else {
      return try Files.write(model.exported(), to: output)
    }
    let weights = try model.startWeights(weights ?? input)
    try Safetensors.write(weights.tensors, to: output)
  }
}
