import Networks

/// A `config`, read by any of the names that the versions of Keras gave a setting.
struct Settings {
  /// The layer that it belongs to; `nil` where it is part of how the model was compiled.
  let layer: String?
  /// What the sentences call the owner of the settings where it is no layer.
  let owner: String?
  /// The settings as the file has them.
  let config: JSONValue

  /// The settings of a layer.
  init(layer: String, config: JSONValue) {
    (self.layer, self.owner, self.config) = (layer, nil, config)
  }

  /// The settings of the optimizer, the loss or the compilation.
  init(of owner: String, config: JSONValue) {
    (self.layer, self.owner, self.config) = (nil, owner, config)
  }

  /// The settings inside one of these.
  func nested(_ config: JSONValue) -> Settings {
    layer.map { Settings(layer: $0, config: config) } ?? Settings(of: owner ?? "", config: config)
  }

  /// A setting that is there and not null, with the name it goes by in this file.
  func found(_ names: [String]) -> (name: String, value: JSONValue)? {
    for name in names {
      if let value = config[name], value != .null { return (name, value) }
    }
    return nil
  }

  /// A whole number; `nil` where the file has none.
  func integer(_ names: String...) throws(ModelError) -> Int? {
    guard let (name, value) = found(names) else { return nil }
    guard let integer = value.wholeNumber else {
      throw mismatch(name, value, "a whole number below 2⁶³")
    }
    return integer
  }

  /// A truth value, or `standard` where the file has none.
  func truth(_ names: String..., standard: Bool) throws(ModelError) -> Bool {
    guard let (name, value) = found(names) else { return standard }
    guard let truth = value.truth else { throw mismatch(name, value, "true or false") }
    return truth
  }

  /// Two whole numbers, or one that stands for both; `nil` where the file has none.
  func size(_ names: String...) throws(ModelError) -> Size2D? {
    guard let (name, value) = found(names) else { return nil }
    let numbers = (value.elements ?? [value]).compactMap(\.wholeNumber)
    switch (numbers.count, value.elements?.count ?? 1) {
    case (1, 1): return Size2D(numbers[0], numbers[0])
    case (2, 2): return Size2D(numbers[0], numbers[1])
    default: throw mismatch(name, value, "one or two whole numbers")
    }
  }

  /// One of a few words; `nil` where the file has none.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: String, _: Choice.Type
  ) throws(ModelError) -> Choice? {
    guard let (name, value) = found([name]) else { return nil }
    guard let word = Self.word(in: value), let choice = Choice(rawValue: word) else {
      let known = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw unsupported(name, value, known)
    }
    return choice
  }

  /// The text of a string, or of a function object such as `{"config": "relu", …}`.
  private static func word(in value: JSONValue) -> String? {
    value.text ?? value["config"]?.text
  }

  /// Refuses a setting that is given and has none of the values that Gradmark computes.
  func require(_ name: String, in supported: JSONValue...) throws(ModelError) {
    guard let (name, value) = found([name]), !supported.contains(value) else { return }
    let values = supported.map(\.description).joined(separator: " or ")
    throw unsupported(name, value, values.isEmpty ? "null" : values)
  }

  /// The error for a value of the wrong kind.
  func mismatch(_ name: String, _ value: JSONValue, _ expected: String) -> ModelError {
    ModelError(
      layer: layer, "\(label(name)) is \(value), but must be \(expected); correct the file")
  }

  /// The error for a value that Keras knows and Gradmark doesn't.
  func unsupported(_ name: String, _ value: JSONValue, _ supported: String) -> ModelError {
    ModelError(
      layer: layer,
      "\(label(name)) is \(value), but Gradmark supports \(supported) only; "
        + "change it in Keras and save the model again")
  }

  private func label(_ name: String) -> String {
    (owner.map { "the \($0)'s " } ?? "") + "setting '\(name)'"
  }
}
