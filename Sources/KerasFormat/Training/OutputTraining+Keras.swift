import Networks

// Losses, their weights and metrics, of one output or several; read and written side by side.

extension Loss {
  /// The loss of that name: in any of Keras's spellings, or short as in `mse`.
  public init?(kerasName: String) {
    let name = squeezed(kerasName)
    guard
      let loss = Self.allCases.first(where: {
        [squeezed($0.rawValue), $0.shortName].contains(name)
      })
    else { return nil }
    self = loss
  }
}

extension Metric {
  /// The metric of that name: in any of Keras's spellings, or short as in `acc`.
  public init?(kerasName: String) {
    let name = squeezed(kerasName)
    guard
      let metric = Self.allCases.first(where: {
        [squeezed($0.kerasName), $0.shortName].contains(name)
      })
    else { return nil }
    self = metric
  }
}

/// Reads what a compilation says of each output.
struct OutputReader {
  /// The `compile_config`.
  let settings: Settings
  /// The names of the outputs' layers.
  let outputs: [String]

  /// What is minimised of each output; `nil` where the model has no loss.
  func losses() throws(ModelError) -> [(loss: Loss, isLogits: Bool)]? {
    guard let (_, value) = settings.found(["loss"]) else { return nil }
    var losses: [(Loss, Bool)] = []
    for entry in try distributed(
      value, "loss", isOne: value["class_name"] != nil || value["config"] != nil)
    {
      losses.append(try loss(entry))
    }
    return losses
  }

  /// The factor of each output's loss.
  func weights() throws(ModelError) -> [Double] {
    guard let (name, value) = settings.found(["loss_weights"]) else {
      return outputs.map { _ in 1 }
    }
    var weights: [Double] = []
    for entry in try distributed(value, name, isOne: false) {
      guard let weight = entry == .null ? 1 : entry.realNumber, Float(weight).isFinite else {
        throw settings.mismatch(name, value, "a number for each output")
      }
      weights.append(weight)
    }
    return weights
  }

  /// What is reported of each output.
  func metrics() throws(ModelError) -> [[Metric]] {
    if let (name, value) = settings.found(["weighted_metrics"]), value != .array([]) {
      throw settings.unsupported(name, value, "null")
    }
    guard let (name, value) = settings.found(["metrics"]), value != .array([]) else {
      return outputs.map { _ in [] }
    }
    let isFlat = outputs.count == 1 && value.elements?.count != 1
    var metrics: [[Metric]] = []
    for entry in isFlat ? [value] : try distributed(value, name, isOne: false) {
      let entries = entry.elements ?? (entry == .null ? [] : [entry])
      var known: [Metric] = []
      for entry in entries {
        guard let metric = entry.text.flatMap(Metric.init(kerasName:)) else {
          let names = Metric.allCases.map { "'\($0.kerasName)'" }
          throw settings.unsupported(name, entry, names.joined(separator: " or "))
        }
        known.append(metric)
      }
      metrics.append(known)
    }
    return metrics
  }

  /// One entry for each output: a list of as many, an object by their names, or one value for all.
  private func distributed(
    _ value: JSONValue, _ name: String, isOne: Bool
  ) throws(ModelError) -> [JSONValue] {
    if isOne { return outputs.map { _ in value } }
    switch value {
    case .array(let entries):
      guard entries.count == outputs.count else {
        throw settings.mismatch(name, value, "a list of \(outputs.count), one for each output")
      }
      return entries
    case .object(let members):
      if let stray = members.first(where: { !outputs.contains($0.name) }) {
        throw ModelError(
          "the compilation's setting '\(name)' names \(quoted(stray.name)), which is no output; "
            + "the outputs are " + outputs.map(quoted).joined(separator: ", "))
      }
      return outputs.map { value[$0] ?? .null }
    default:
      return outputs.map { _ in value }
    }
  }

  private func loss(_ value: JSONValue) throws(ModelError) -> (Loss, Bool) {
    let className = value.text ?? value["class_name"]?.text ?? ""
    let name = className == "function" ? value["config"]?.text ?? className : className
    guard let loss = Loss(kerasName: name) ?? (value["config"]?.text).flatMap(Loss.init(kerasName:))
    else {
      throw ModelError(
        "the model is compiled with loss \(name.isEmpty ? value.description : quoted(name)); "
          + "Gradmark minimises "
          + Loss.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
    }
    let settings = Settings(of: "loss", config: value["config"] ?? .object([]))
    for setting in Loss.allCases.flatMap(\.settings) {
      try settings.require(setting.name, in: setting.spellings)
    }
    try settings.require("reduction", in: "sum_over_batch_size", "auto")
    return (loss, try settings.truth("from_logits", standard: false))
  }
}

extension OutputTraining {
  /// The loss as Keras 3 writes it: its name, or an object where it has a setting.
  var lossJSON: JSONValue {
    guard isLogits else { return .string(loss.rawValue) }
    let head: [JSONValue.Member] = [
      .init("name", .string(loss.rawValue)), .init("reduction", "sum_over_batch_size"),
      .init("from_logits", true),
    ]
    let tail = loss.settings.map { JSONValue.Member($0.name, $0.spellings.last ?? .null) }
    return ModelWriter.object("keras.losses", loss.className, .object(head + tail))
  }
}

extension LossSetting {
  /// What files have where it is the value that Gradmark computes with, beside null; the last is Keras 3's.
  fileprivate var spellings: [JSONValue] {
    switch value {
    case .none: []
    case .integer(let number): [.integer(number)]
    case .number(let number):
      (Int(exactly: number).map { [.integer($0)] } ?? []) + [.number(number)]
    }
  }
}
