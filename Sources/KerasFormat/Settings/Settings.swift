import Networks

/// A `config`, read by any of the names that the versions of Keras gave a setting.
struct Settings {
  /// The layer that it belongs to; `nil` where it is part of how the model was compiled.
  let layer: String?
  /// What the sentences call the owner of the settings where it is no layer.
  let owner: String?
  /// The class as the file names it.
  let className: String
  /// Where Keras 3 has the class; `nil` in older files.
  var module: String?
  /// Whether somebody registered the class under a name and no module, so that it is none of Keras's, whatever it is
  /// called.
  private(set) var isOwnClass = false
  /// Whether Keras 1 or 2 wrote it.
  let isLegacy: Bool
  /// How many networks the layer is inside.
  let depth: Int
  /// The settings as the file has them.
  let config: JSONValue
  /// What was found that changes no shape and no count.
  let others: OtherSettings

  /// The settings of a layer.
  init(
    layer: String, className: String, module: String? = nil, config: JSONValue,
    isLegacy: Bool = false, depth: Int = 0
  ) {
    (self.layer, self.owner, self.className, self.module) = (layer, nil, className, module)
    (self.config, self.isLegacy, self.depth, others) = (config, isLegacy, depth, OtherSettings())
  }

  /// The settings of a layer that an entry with a class and a config describes.
  init(
    layer: String, entry: JSONValue, className: String, config: JSONValue, isLegacy: Bool,
    depth: Int
  ) {
    let module = entry["module"]?.text
    self.init(
      layer: layer, className: className, module: module, config: config, isLegacy: isLegacy,
      depth: depth)
    isOwnClass =
      module == nil && entry["module"] == .null && entry["registered_name"]?.text != nil
  }

  /// The settings of the optimizer, the loss or the compilation.
  init(of owner: String, config: JSONValue) {
    (layer, self.owner, className, module) = (nil, owner, owner, nil)
    (self.config, isLegacy, depth, others) = (config, false, 0, OtherSettings())
  }

  private init(_ outer: Settings, config: JSONValue) {
    (layer, owner, className, module) = (
      outer.layer, outer.owner, outer.className, outer.module
    )
    (self.config, isLegacy, depth, others) = (
      config, outer.isLegacy, outer.depth, outer.others
    )
  }

  /// The settings inside one of these.
  func nested(_ config: JSONValue) -> Settings { Settings(self, config: config) }

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

  /// A whole number that has to be there, by the first name that is newest.
  func requiredInteger(_ names: String...) throws(ModelError) -> Int {
    guard let (name, value) = found(names) else {
      throw ModelError(layer: layer, "setting '\(names[0])' is missing; add it to the file")
    }
    guard let integer = value.wholeNumber else {
      throw mismatch(name, value, "a whole number below 2⁶³")
    }
    return integer
  }

  /// A truth value, or `standard` where the file does not have the setting.
  ///
  /// Numbers and null are what Python takes them for. It takes a text for true, even "false", which nobody means:
  /// texts, lists and objects are refused.
  func truth(_ names: String..., standard: Bool) throws(ModelError) -> Bool {
    for name in names {
      guard let value = config[name] else { continue }
      switch value {
      case .bool(let truth): return truth
      case .null: return false
      case .integer(let number): return number != 0
      case .number(let number): return number != 0
      default: throw mismatch(name, value, "true or false")
      }
    }
    return standard
  }

  /// A number that training can hold as a `Float`, or `standard` where the file has none. Keras keeps
  /// what it was given: a rate from a command line is text in its files.
  func number(_ names: String..., standard: Double) throws(ModelError) -> Double {
    guard let (name, value) = found(names) else { return standard }
    let spelled = value.realNumber ?? value.text.flatMap(Double.init)
    guard let number = spelled, Float(number).isFinite else {
      throw mismatch(name, value, "a number of float32")
    }
    return number
  }

  /// Whole numbers, one for each axis or one for all; `nil` where the file has none.
  func extent<Size: Extent>(_ names: String...) throws(ModelError) -> Size? {
    guard let (name, value) = found(names) else { return nil }
    let numbers = (value.elements ?? [value]).compactMap(\.wholeNumber)
    switch (numbers.count, value.elements?.count ?? 1) {
    case (1, 1): return Size(all: numbers[0])
    case (Size.rank, Size.rank): return Size(sizes: numbers)
    default:
      throw mismatch(
        name, value, ["one", "one or two", "one or three"][Size.rank - 1] + " whole numbers")
    }
  }

  /// Whole numbers in a list, or one by itself; `nil` where the file has none.
  func integers(_ names: String...) throws(ModelError) -> [Int]? {
    guard let (name, value) = found(names) else { return nil }
    let elements = value.elements ?? [value]
    let numbers = elements.compactMap(\.wholeNumber)
    guard numbers.count == elements.count, numbers.count <= Shape.maximumRank else {
      throw mismatch(name, value, "whole numbers")
    }
    return numbers
  }

  /// One of a few words; `nil` where the file has none.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: String, _: Choice.Type = Choice.self
  ) throws(ModelError) -> Choice? {
    guard let (name, value) = found([name]) else { return nil }
    guard let word = value.text, let choice = Choice(rawValue: word) else {
      let known = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw unsupported(name, value, known)
    }
    return choice
  }

  /// Refuses a setting that is given and has none of the values that Gradmark computes.
  func require(_ name: String, in supported: JSONValue...) throws(ModelError) {
    try require(name, in: supported)
  }

  /// Likewise.
  func require(_ name: String, in supported: [JSONValue]) throws(ModelError) {
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

/// Collects the settings of a layer that are kept as they stand.
final class OtherSettings {
  private(set) var all: [OtherSetting] = []

  /// Keeps a setting under Keras 3's name for it.
  func keep(_ name: String, _ value: JSONValue) {
    all.append(OtherSetting(name: name, json: JSONWriter.text(value), words: value.words))
  }
}

extension JSONValue {
  /// A setting for a reader: its class and its plain values, `MaxNorm (max_value 2, axis 0)`.
  fileprivate var words: String {
    guard let members else { return text.map(printable) ?? description }
    let name = self["class_name"]?.text ?? self["name"]?.text ?? "an object"
    let settings = (self["config"] ?? self).members ?? members
    let plain = settings.filter {
      !["class_name", "module", "registered_name", "name"].contains($0.name)
        && $0.value.realNumber != nil
    }
    let values = plain.prefix(4).map { "\(printable($0.name)) \($0.value)" }
    return printable(name) + (values.isEmpty ? "" : " (\(values.joined(separator: ", ")))")
  }
}
