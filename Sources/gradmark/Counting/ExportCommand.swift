import ArgumentParser

/// `gradmark export`: any model as a file that Keras 3 loads.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a model as JSON that Keras 3 loads.")

  @Argument(help: ModelArgument.help)
  var model: String

  @Option(help: ArgumentHelp("Where to write; standard output otherwise.", valueName: "file"))
  var output: String?

  func run() throws {
    let model = try ModelArgument(model)
    let json = model.exported()
    if let output {
      try Files.write(json, to: output)
    } else {
      try Files.print(json)
    }
  }
}
