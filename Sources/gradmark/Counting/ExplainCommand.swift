import ArgumentParser
import Networks
import Records

/// `gradmark explain`: why a network has as many weights as it has, and the way back.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tell the arithmetic of the parameters, layer by layer.",
    discussion: """
      With --from-parameters the way back: how many units a layer has that has so many parameters. \
      The kinds of layer are the model's; without a model they are the commonest ones. Without \
      --inputs, too, it lists layers of these kinds that have just so many, narrowing and widening \
      ones, the likeliest first and at most \(WeightReading.mostReadings): those of the catalogue, \
      then those of round sizes.
      """)

  @Argument(help: ModelArgument.help, completion: .model)
  var model: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Find the units of a layer with so many parameters.", valueName: "N"))
  var fromParameters: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The layer's inputs; the model's own otherwise.", valueName: "M"))
  var inputs: Int?

  @Option(
    help: ArgumentHelp(
      "Only this layer of the model, also inside a network (ffn/dense).", valueName: "name"))
  var layer: String?

  @OptionGroup var strictness: StrictnessOptions

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  func validate() throws {
    if model == nil, fromParameters == nil {
      throw ValidationError("Name a model, or give --from-parameters.")
    }
    if inputs != nil, fromParameters == nil {
      throw ValidationError("--inputs goes with --from-parameters; give both.")
    }
    for (option, value) in [("--from-parameters", fromParameters), ("--inputs", inputs)] {
      if let value, !(1...maximumElementCount).contains(value) {
        throw ValidationError(
          "\(option) is \(value), but must be from 1 to \(maximumElementCount).")
      }
    }
    if layer != nil, model == nil { throw ValidationError("--layer needs a model to look in.") }
  }

  func run() throws {
    let model = try model.map(ModelArgument.init)
    if let model { try strictness.check(model) }
    try Files.print(try output())
    try model?.requireItsWeights()
  }

  /// What the command prints.
  func output() throws -> String {
    guard let fromParameters else {
      let explanation = try explanation()
      return format == .json
        ? try RecordCoding.text(explanation.layers.map(ExplainedLayer.init)) + "\n"
        : explanation.text
    }
    if model == nil, inputs == nil { return try readings(of: fromParameters) }
    let all = try formulas().map { ($0, $1.units(forParameterCount: fromParameters)) }
    // Of kinds that nobody named, one that cannot have so many is meant only where no other can.
    let exact = all.filter { $0.1.units != nil }
    let units = model != nil || exact.isEmpty ? all : exact
    return format == .json
      ? try RecordCoding.text(units.map(SolvedLayer.init)) + "\n"
      : units.map { "\($0): \($1)\n" }.joined()
  }

  /// The likeliest layers of common kinds that have just so many parameters.
  private func readings(of count: Int) throws -> String {
    let readings = WeightReading.all(of: count)
    if format == .json { return try RecordCoding.text(readings.map(FoundLayer.init)) + "\n" }
    guard !readings.isEmpty else {
      return
        "no common layer has just \(counted(count, "parameter")); give --inputs for the nearest ones\n"
    }
    return readings.map { "\($0)\n" }.joined()
  }

  private func explanation() throws -> Explanation {
    let model = try ModelArgument(self.model ?? "")
    let explanation = model.network.explanation()
    guard let layer else { return explanation }
    guard let entry = explanation.entry(named: layer) else { throw noLayer(layer, of: model) }
    return Explanation(layers: [entry])
  }

  /// The formulas to solve, by the name of a layer or of a kind.
  private func formulas() throws -> [(String, WeightFormula)] {
    guard let argument = model else { return WeightFormula.common(inputs: inputs ?? 1) }
    let model = try ModelArgument(argument)
    let layers =
      try layer.map { name in
        guard let found = model.network.layer(named: name) else {
          throw noLayer(name, of: model)
        }
        return [found]
      } ?? model.network.layers
    return
      try layers
      .compactMap { found in
        guard let formula = found.weightFormula else { return nil }
        guard let inputs else { return (found.name, formula) }
        guard let replaced = found.weightFormula(inputs: inputs) else {
          throw UserError(
            .usage, "--inputs \(inputs) is more than layer '\(found.name)' can hold; give less")
        }
        return (found.name, replaced)
      }
  }

  private func noLayer(_ name: String, of model: ModelArgument) -> UserError {
    let names = model.network.layers.map(\.name)
    return UserError(
      .usage,
      "\(model.argument) has no layer '\(name)'; choose one of \(names.joined(separator: ", "))")
  }
}

/// A layer's count and where it comes from.
private struct ExplainedLayer: Encodable {
  let layer: String
  let className: String
  /// `null` where they cannot be counted.
  @Nullable var parameters: Int?
  let nonTrainable: Int
  let inputShapes: [String]
  let outputShapes: [String]
  let arithmetic: String
  let weights: [String]
  let inner: [ExplainedLayer]
  let settings: [String]
  @Nullable var inputs: String?
  @Nullable var wayBack: String?

  init(_ entry: Explanation.Entry) {
    layer = entry.layer
    className = entry.className
    _parameters = Nullable(
      wrappedValue: entry.uncountedReason == nil ? entry.parameterCount : nil)
    nonTrainable = entry.nonTrainableCount
    inputShapes = entry.inputShapes.map(\.description)
    outputShapes = entry.outputShapes.map(\.description)
    arithmetic = entry.arithmetic
    weights = entry.weights
    inner = entry.inner.map(ExplainedLayer.init)
    settings = entry.settings
    _inputs = Nullable(wrappedValue: entry.origin)
    _wayBack = Nullable(wrappedValue: entry.wayBack)
  }
}

/// The units of a layer that has so many parameters.
private struct SolvedLayer: Encodable {
  let layer: String
  /// `null` where no whole number of units has them.
  @Nullable var units: Int?
  let nearestUnitsBelow: Int
  let arithmetic: String

  init(name: String, _ solution: WeightFormula.Units) {
    layer = name
    _units = Nullable(wrappedValue: solution.units)
    nearestUnitsBelow = solution.nearestBelow
    arithmetic = solution.description
  }
}

/// A layer that has just the parameters that were asked about.
private struct FoundLayer: Encodable {
  let layer: String
  let inputs: Int
  let units: Int
  let arithmetic: String

  init(_ reading: WeightReading) {
    layer = reading.kind
    inputs = reading.inputs
    units = reading.units
    arithmetic = reading.arithmetic
  }
}
