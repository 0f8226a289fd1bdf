import ArgumentParser
import Diagrams

/// `gradmark export`: any model as a file that Keras 3 loads, or as a chart.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a model as JSON that Keras 3 loads, or as a chart.")

  @Argument(help: ModelArgument.help, completion: .model)
  var model: String

  @Option(
    help: ArgumentHelp("Where to write; standard output otherwise.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: "keras for JSON, or mermaid for a flowchart that pages of text draw.")
  var format = Format.keras

  /// What a model can be written as.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case keras
    case mermaid
  }

  func run() throws {
    let model = try ModelArgument(model)
    model.warnOfWeights()
    let text =
      switch format {
      case .keras: exported(model)
      case .mermaid: MermaidChart.text(of: model.network)
      }
    if let output {
      try Files.write(text, to: output)
    } else {
      try Files.print(text)
    }
  }

  private func exported(_ model: ModelArgument) -> String {
    for advice in model.network.laterKerasAdvice { Files.warn("\(model.argument): \(advice)") }
    return model.exported()
  }
}
