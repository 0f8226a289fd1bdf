import ArgumentParser
import Diagrams

/// `gradmark draw`: the graph of a model as a picture.
struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draw a model: its layers as boxes with shapes and counts, and where its weights are."
  )

  @Argument(help: ModelArgument.help, completion: .model)
  var model: String

  @OptionGroup var strictness: StrictnessOptions

  @Option(
    help: ArgumentHelp("Where to write the SVG; standard output otherwise.", valueName: "file"),
    completion: .file())
  var output: String?

  func run() throws {
    let model = try ModelArgument(model)
    try strictness.check(model)
    let picture = NetworkDiagram(model.network).svg(of: model.network)
    if let output {
      try Files.write(picture, to: output)
    } else {
      try Files.print(picture)
    }
    try model.requireItsWeights()
  }
}
