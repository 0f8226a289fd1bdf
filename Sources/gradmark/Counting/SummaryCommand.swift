import ArgumentParser
import KerasFormat
import Networks

/// `gradmark summary`: Keras's table of layers, shapes and weights.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary", abstract: "Print Keras's table: layers, output shapes, parameters.",
    discussion: """
      A layer whose class Gradmark does not know has a question mark for a count, and the totals \
      say 'at least'; --strict makes that an error. Nothing in a file is ever run.

      Exit status: 0 the table is printed, 65 the file is no model, or holds weights of other shapes than \
      the table, 64 to 78 another mistake in flags or files.
      """)

  @Argument(help: ModelArgument.help, completion: .model)
  var model: String

  @Flag(help: "Show what each layer is connected to, and its inbound and outbound nodes.")
  var graph = false

  @Flag(help: "Count the optimizer's variables too, as Keras does once training has begun.")
  var afterFit = false

  @Flag(help: "Show which layers learn.")
  var showTrainable = false

  @Flag(help: "Show the layers of networks that are layers.")
  var expandNested = false

  @Option(help: ArgumentHelp("Draw the table of keras1, keras2 or keras3.", valueName: "version"))
  var style = SummaryOptions.Style.keras3

  @OptionGroup var strictness: StrictnessOptions

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  func validate() throws {
    if afterFit, format == .json {
      throw ValidationError(
        "--format json has the optimizer's variables by themselves; leave out --after-fit.")
    }
    if style != .keras3 || showTrainable || expandNested, format == .json {
      throw ValidationError(
        "--format json holds all layers and which of them learn; leave out --style, "
          + "--show-trainable and --expand-nested.")
    }
  }

  func run() throws {
    let model = try ModelArgument(model)
    try strictness.check(model)
    try Files.print(try output(model))
    try model.requireItsWeights()
  }

  /// What the command prints.
  func output() throws -> String { try output(try ModelArgument(model)) }

  private func output(_ model: ModelArgument) throws -> String {
    // Keras's table has them only once training has begun, JSON wherever they can be counted.
    var variables: Tally?
    if afterFit {
      variables = try model.optimizerVariables()
    } else if format == .json {
      variables = try? model.optimizerVariables()
    }
    if afterFit, variables == nil {
      let reason =
        model.isCompiled
        ? "was compiled without an optimizer" : "says nothing of how it is compiled"
      throw UserError(
        .dataError,
        "\(model.argument) \(reason), "
          + "so --after-fit has none to count; leave it out")
    }
    let summary = model.network.summary(optimizer: variables)
    guard format == .text else { return summary.json(showsGraph: graph) }
    var options = SummaryOptions()
    options.style = style
    options.terminalColumns = Files.terminalColumns ?? 120
    options.showsGraph = graph
    options.isFitted = afterFit
    options.showsTrainable = showTrainable
    options.expandsNested = expandNested
    var text = summary.text(options)
    if let sentence = model.weightsSentence { text += " \(sentence)\n" }
    return text
  }
}

extension SummaryOptions.Style: ExpressibleByArgument {}
