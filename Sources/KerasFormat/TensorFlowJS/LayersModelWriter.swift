import Networks

/// Writes the `model.json` of a TensorFlow.js layers model: the model in the form of Keras 2, and where
/// its weights lie.
public enum LayersModelWriter {
  /// The last version of Keras that had this form.
  private static let kerasVersion = "2.15.0"

  /// The text of `model.json`.
  ///
  /// - Parameters:
  ///   - network: the model.
  ///   - json: the same as `ModelWriter` writes it.
  ///   - manifest: where its weights lie; `nil` for the architecture alone.
  /// - Throws: a `ModelError` that names all layers and settings that TensorFlow.js lacks.
  public static func json(
    _ network: ResolvedNetwork, json: String, manifest: WeightsManifest?
  ) throws(ModelError) -> String {
    let model: JSONValue
    do {
      model = try JSONParser.parse(json.utf8)
    } catch {
      throw ModelError("the model is no JSON: \(error)")
    }
    if network.uses(.hardSigmoid) {
      throw ModelError(
        "'hard_sigmoid' is relu6(x + 3) / 6 in Keras 3 and clip(0.2 x + 0.5, 0, 1) in TensorFlow.js; "
          + "convert to another format")
    }
    var form = OlderForm(of: network.withoutSlashes)
    let topology = form.model(model)
    try form.errors.check()
    var members: [JSONValue.Member] = [
      .init("keras_version", .string(kerasVersion)), .init("backend", "tensorflow"),
      .init("model_config", topology),
    ]
    if let compiled = model["compile_config"]?.members, !compiled.isEmpty {
      members.append(.init("training_config", .object(compiled.map(older))))
    }
    let root: [JSONValue.Member] = [
      .init("format", "layers-model"), .init("generatedBy", "Gradmark"),
      .init("convertedBy", nil), .init("modelTopology", .object(members)),
    ]
    return JSONWriter.text(
      .object(root + (manifest.map { [.init("weightsManifest", $0.json)] } ?? []))) + "\n"
  }

  /// A part of the compilation by its older name, without the modules of its classes.
  private static func older(_ member: JSONValue.Member) -> JSONValue.Member {
    .init(
      member.name == "optimizer" ? "optimizer_config" : member.name, member.value.withoutModules)
  }
}

extension JSONValue {
  /// The value with classes by their names alone, and functions as names.
  fileprivate var withoutModules: JSONValue {
    switch self {
    case .array(let elements): return .array(elements.map(\.withoutModules))
    case .object(let members):
      if self["class_name"]?.text == "function", let name = self["config"] { return name }
      return .object(
        members.filter {
          self["class_name"] == nil || !["module", "registered_name"].contains($0.name)
        }
        .map { .init($0.name, $0.value.withoutModules) })
    default: return self
    }
  }
}
