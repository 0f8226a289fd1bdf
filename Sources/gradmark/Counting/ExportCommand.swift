import ArgumentParser
import KerasFormat

/// `gradmark export`: any model as a file that Keras 3 loads.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a model as JSON that Keras 3 loads.")

  @Argument(help: "A network of the catalogue, or a model file of Keras 1, 2 or 3 (JSON).")
  var model: String

  @Option(help: ArgumentHelp("Where to write; standard output otherwise.", valueName: "file"))
  var output: String?

  func run() throws {
    let model = try ModelArgument(model)
    let json = ModelWriter.json(model.network, training: try model.training())
    if let output {
      try Files.write(json, to: output)
    } else {
      try Files.print(json)
    }
  }
}
