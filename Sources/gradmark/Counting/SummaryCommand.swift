import ArgumentParser
import KerasFormat
import Networks

/// `gradmark summary`: Keras's table of layers, shapes and weights.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary", abstract: "Print Keras's table: layers, output shapes, parameters.")

  @Argument(help: "A network of the catalogue, or a model file of Keras 1, 2 or 3 (JSON).")
  var model: String

  @Flag(help: "Show what each layer is connected to, and its inbound and outbound nodes.")
  var graph = false

  @Flag(help: "Count the optimizer's variables too, as Keras does once training has begun.")
  var afterFit = false

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  func validate() throws {
    if afterFit, format == .json {
      throw ValidationError(
        "--format json has the optimizer's variables by themselves; leave out --after-fit.")
    }
  }

  func run() throws {
    try Files.print(try output())
  }

  /// What the command prints.
  func output() throws -> String {
    let model = try ModelArgument(model)
    // A model compiled with an optimizer that Gradmark lacks can be counted all the same.
    let optimizer = afterFit ? try model.optimizer() : try? model.optimizer()
    if afterFit, optimizer == nil {
      throw UserError(
        .dataError, "\(model.argument) was never compiled, so --after-fit has no optimizer to count"
      )
    }
    let summary = model.network.summary(optimizer: optimizer)
    return switch format {
    case .text:
      summary.text(
        terminalColumns: Files.terminalColumns ?? 120, showsGraph: graph, isFitted: afterFit)
    case .json: summary.json(showsGraph: graph)
    }
  }
}
