import ArgumentParser
import Networks
import Suites

/// What is said of the one model file of a sweep; of several, a suite says it.
struct OwnModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "For a model file: samples to train on, safetensors with x and y; else they are made from the seed.",
      valueName: "file"), completion: .file())
  var data: String?

  @Option(
    help: ArgumentHelp(
      "For a model file: a table of Keras's counts, as for 'gradmark verify-counts'.",
      valueName: "file"), completion: .file())
  var expected: String?

  @Option(help: "For a model file: \(Optimizer.Rule.alternatives); else as it was compiled.")
  var optimizer: String?

  @Option(
    help: """
      For a model file: \(enumeration(of: Loss.allCases.map(\.shortName), "or")); else as it was compiled.
      """)
  var loss: String?

  /// The suite with what is said of its one model file.
  ///
  /// - Throws: a `SweepError` where it has none, or several.
  func applied(to suite: Suite) throws(SweepError) -> Suite {
    let flags = [
      ("--data", data), ("--expected", expected), ("--optimizer", optimizer), ("--loss", loss),
    ]
    guard let (flag, value) = flags.first(where: { $0.1 != nil }) else { return suite }
    if let (flag, _) = flags.first(where: { $0.1 == "" }) {
      throw SweepError(.usage, "\(flag) is empty; give it a value, or leave it out")
    }
    let places = suite.models.indices.filter { suite.models[$0].file != nil }
    guard places.count == 1, var source = suite.models[places[0]].file else {
      throw SweepError(
        .usage,
        "\(flag) \(value ?? "") is of one model file, and the sweep has \(places.count); "
          + (places.isEmpty
            ? "name one with --models" : "say it in a suite, where each has keys of its own"))
    }
    source.data = data ?? source.data
    source.expected = expected ?? source.expected
    source.optimizer = optimizer ?? source.optimizer
    source.loss = loss ?? source.loss
    var suite = suite
    suite.models[places[0]].file = source
    return suite
  }
}
