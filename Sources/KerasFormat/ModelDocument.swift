import Networks

/// The model within a file: class, config and compilation, whatever they are wrapped in.
struct ModelDocument {
  /// Keras's class of the model.
  let className: String
  /// Its config: an object, or the bare list of older versions.
  let config: JSONValue
  /// Whether Keras 1 or 2 wrote it: Keras 3 gives every object its module.
  let isLegacy: Bool
  /// What it was compiled with, by the names of Keras 3; `nil` where it never was.
  let compilation: JSONValue?
  /// Where TensorFlow.js has its weights; `nil` in other files.
  private(set) var manifest: JSONValue?

  /// Reads a file.
  ///
  /// - Throws: a `ModelError` that says what the file seems to be where it is no model.
  init(file bytes: [UInt8]) throws(ModelError) {
    if let kind = FileKind(bytes) { throw ModelError(kind.sentence) }
    let root: JSONValue
    do {
      root = try JSONParser.parse(bytes)
    } catch {
      guard !FileKind.isBinary(bytes) else { throw ModelError(FileKind.unknownSentence) }
      throw ModelError("the model file is no JSON: \(error)")
    }
    try self.init(root, depth: 0)
  }

  private init(_ root: JSONValue, depth: Int) throws(ModelError) {
    // Files that were dumped twice are a string; nobody dumps one four times.
    if let text = root.text, depth < 3 {
      try self.init(Self.parsed(text), depth: depth + 1)
      return
    }
    // Converters keep a model beside what they made of its weights.
    let topology = root["modelTopology"] ?? root["architecture"] ?? root
    // TensorFlow.js itself writes it beside the model, under a name of its own style.
    let training = root["training_config"] ?? root["trainingConfig"]
    if let config = topology["model_config"] {
      try self.init(
        config, compiled: topology["training_config"] ?? training, around: topology)
    } else {
      try self.init(topology, compiled: topology["training_config"] ?? training, around: root)
    }
    manifest = root["weightsManifest"]
  }

  /// Reads a model that stands alone or inside a wrapper.
  private init(
    _ model: JSONValue, compiled: JSONValue?, around wrapper: JSONValue
  ) throws(ModelError) {
    let model = model.text == nil ? model : try Self.parsed(model.text ?? "")
    let version = (model["keras_version"] ?? wrapper["keras_version"])?.text ?? ""
    isLegacy = model["module"] == nil || version.hasPrefix("1.") || version.hasPrefix("2.")
    let config: JSONValue
    if let className = model["class_name"]?.text, let found = model["config"] {
      (self.className, config) = (className, found)
    } else if model["layers"]?.elements?.first?["class_name"] != nil {
      (className, config) = (model["input_layers"] == nil ? "Sequential" : "Functional", model)
    } else if let entries = model.elements, entries.first?["class_name"] != nil {
      (className, config) = ("Sequential", model)
    } else {
      throw ModelError(FileKind.sentence(for: wrapper))
    }
    self.config = isLegacy && !version.hasPrefix("2.") ? ImageOrder.filled(config) : config
    compilation = Self.compilation(model["compile_config"], older: compiled)
  }

  private static func parsed(_ text: String) throws(ModelError) -> JSONValue {
    do {
      return try JSONParser.parse(text.utf8)
    } catch {
      throw ModelError("the file is JSON text inside a JSON string, which is no JSON: \(error)")
    }
  }

  /// The compilation, for which Keras 1 and 2 had other names.
  private static func compilation(
    _ compiled: JSONValue?, older: JSONValue?
  ) -> JSONValue? {
    if let compiled { return compiled.members?.isEmpty == false ? compiled : nil }
    guard var older else { return nil }
    // A compilation that cannot be read is one all the same.
    if let text = older.text { older = (try? parsed(text)) ?? ["unreadable": older] }
    let members = (older.members ?? []).map { member in
      member.name == "optimizer_config" ? .init("optimizer", member.value) : member
    }
    return members.isEmpty ? nil : .object(members)
  }
}
