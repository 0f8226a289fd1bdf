import ArgumentParser
import KerasFormat
import Networks

/// What becomes of layers that cannot be counted, and of weights that do not fit: a warning, or an error.
struct StrictnessOptions: ParsableArguments {
  @Flag(help: "Print nothing where a layer cannot be counted, or weights in the file do not fit.")
  var strict = false

  /// Warns of what the model leaves open.
  ///
  /// - Throws: a `UserError` in place of the warning where the command is strict.
  func check(_ model: ModelArgument) throws(UserError) {
    if strict { try model.requireItsWeights() }
    for sentence in sentences(model) {
      if strict {
        throw UserError(.dataError, "\(model.argument): \(sentence)")
      }
      Files.warn("\(model.argument): \(sentence)")
    }
    if let sentence = model.network.ownFunctionsSentence {
      Files.warn("\(model.argument): \(sentence)")
    }
    for sentence in model.numericsAdvice() { Files.warn("\(model.argument): \(sentence)") }
  }

  private func sentences(_ model: ModelArgument) -> [String] {
    let network = model.network
    guard network.isBuilt else {
      guard let first = network.layers.first(where: { !$0.description.isInput }) else {
        return ["the model has no layers yet"]
      }
      let name = "\(quoted(first.name)) (\(first.description.layer.className))"
      return [
        "the model says nothing of its input, so its layers have no weights yet; give "
          + "'batch_input_shape' to its first layer \(name), or call the model before it is saved"
      ]
    }
    let uncounted = network.uncountedLayers
    guard !uncounted.isEmpty else { return [] }
    let listed = uncounted.prefix(10).map { layer in
      let meant = (layer.description.layer as? UnknownLayer)?.likelyClassName
      return "\(quoted(layer.name)) (\(printable(layer.description.layer.className)): "
        + "\(layer.uncountedReason ?? "")"
        + (meant.map { "; did you mean '\($0)'?" } ?? "") + ")"
    }
    let rest = uncounted.count > 10 ? " and \(uncounted.count - 10) more" : ""
    return [
      "\(uncounted.count) \(uncounted.count == 1 ? "layer" : "layers") cannot be counted, so totals "
        + "are lower bounds: " + listed.joined(separator: ", ") + rest
    ]
  }
}
