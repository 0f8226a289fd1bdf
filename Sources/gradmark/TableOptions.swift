import ArgumentParser

/// How a command writes its tables, as flags.
struct TableOptions: ParsableArguments {
  @Option(help: "How to write it.")
  var format = OutputFormat.text

  @Option(help: "When to use colours. [auto]")
  var color: ColorChoice?

  func validate() throws {
    if format == .json, let color {
      throw ValidationError("--color \(color) is of text; leave it out, or --format json.")
    }
  }

  /// Whether text is to be coloured.
  var usesColor: Bool { (color ?? .auto).isOn }
}
