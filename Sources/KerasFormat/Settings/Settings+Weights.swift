import Networks

// Initializers, regularizers and constraints: a plain name, Keras 1's flat object, or an object with
// a config.

extension Settings {
  /// The settings of one weight tensor, by Keras 3's prefix for them or by Keras 1's names.
  ///
  /// - Parameters:
  ///   - prefix: as in `kernel_initializer`.
  ///   - oldInitializer: as in `init`.
  ///   - oldPrefix: as in `W_regularizer`.
  func weight(
    _ prefix: String, oldInitializer: String? = nil, oldPrefix: String? = nil,
    standard: WeightSettings
  ) throws(ModelError) -> WeightSettings {
    func found(_ part: String) -> JSONValue.Member? {
      member(prefix, part) ?? oldPrefix.flatMap { member($0, part) }
    }
    if let constraint = found("constraint") {
      others.keep("\(prefix)_constraint", constraint.value)
    }
    let drawn = member(prefix, "initializer") ?? oldInitializer.flatMap { member($0) }
    return WeightSettings(
      try drawn.map { member throws(ModelError) in
        try initializer(member, keptAs: "\(prefix)_initializer")
      } ?? standard.initializer,
      try found("regularizer").flatMap { member throws(ModelError) in
        try regularizer(member, keptAs: "\(prefix)_regularizer")
      } ?? standard.regularizer)
  }

  /// A setting that is there and not null.
  private func member(_ name: String) -> JSONValue.Member? {
    config[name].flatMap { $0 == .null ? nil : JSONValue.Member(name, $0) }
  }

  /// The same for a name of two parts, as in `kernel_initializer`. Files have few of all that a weight may
  /// have, so the parts are compared and not put together.
  private func member(_ prefix: String, _ part: String) -> JSONValue.Member? {
    let length = prefix.utf8.count + 1 + part.utf8.count
    let member = config.members?.last { member in
      let name = member.name
      return name.utf8.count == length && name.hasPrefix(prefix) && name.hasSuffix(part)
        && name.utf8.dropFirst(prefix.utf8.count).first == UInt8(ascii: "_")
    }
    return member?.value == .null ? nil : member
  }

  /// How weights are drawn, or `standard` where the file has none.
  func initializer(_ names: [String], standard: Initializer) throws(ModelError) -> Initializer {
    guard let (name, value) = found(names) else { return standard }
    return try initializer(JSONValue.Member(name, value), keptAs: names[0])
  }

  private func initializer(
    _ member: JSONValue.Member, keptAs newestName: String
  ) throws(ModelError) -> Initializer {
    let (name, value) = (member.name, member.value)
    let arguments = try arguments(name, value)
    switch squeezed(objectName(value)) {
    case "zeros", "zero": return .zeros
    case "ones", "one": return .ones
    case "constant":
      // Whole tables, such as words that were learned elsewhere, change no count.
      if let table = arguments.config["value"], table.elements != nil || table.members != nil {
        return other(newestName, value)
      }
      return .constant(try arguments.number("value", standard: 0))
    case "randomnormal", "normal":
      return .randomNormal(
        mean: try arguments.number("mean", standard: 0),
        standardDeviation: try arguments.number("stddev", standard: 0.05))
    case "truncatednormal":
      return .truncatedNormal(
        mean: try arguments.number("mean", standard: 0),
        standardDeviation: try arguments.number("stddev", standard: 0.05))
    case "randomuniform", "uniform":
      return .randomUniform(
        minimum: try arguments.number("minval", standard: -0.05),
        maximum: try arguments.number("maxval", standard: 0.05))
    case "glorotuniform": return .glorotUniform
    case "glorotnormal": return .glorotNormal
    case "heuniform": return .heUniform
    case "henormal": return .heNormal
    case "lecununiform":
      return .varianceScaling(scale: 1, fan: .inputs, distribution: .uniform)
    case "lecunnormal":
      return .varianceScaling(scale: 1, fan: .inputs, distribution: .truncatedNormal)
    // Early versions of Keras 3 have the longer names.
    case "orthogonal", "orthogonalinitializer":
      return .orthogonal(gain: try arguments.number("gain", standard: 1))
    case "identity", "identityinitializer":
      return .identity(gain: try arguments.number("gain", standard: 1))
    case "variancescaling": return try arguments.varianceScaling() ?? other(newestName, value)
    default: return other(newestName, value)
    }
  }

  /// Keeps an initializer that Gradmark cannot draw from; counts don't depend on it.
  private func other(_ name: String, _ value: JSONValue) -> Initializer {
    others.keep(name, value)
    return .zeros
  }

  /// The penalty; `nil` for one that Gradmark does not know.
  private func regularizer(
    _ member: JSONValue.Member, keptAs newestName: String
  ) throws(ModelError) -> Regularizer? {
    let (name, value) = (member.name, member.value)
    let arguments = try arguments(name, value)
    func factor(_ name: String, standard: Double) throws(ModelError) -> Double {
      let factor = try arguments.number(name, standard: standard)
      guard factor >= 0 else {
        throw arguments.mismatch(name, .number(factor), "0 or more")
      }
      return factor
    }
    switch squeezed(objectName(value)) {
    case "l1": return Regularizer(l1: try factor("l1", standard: 0.01))
    case "l2": return Regularizer(l2: try factor("l2", standard: 0.01))
    case "l1l2", "weightregularizer", "l1l2regularizer":
      return Regularizer(l1: try factor("l1", standard: 0), l2: try factor("l2", standard: 0))
    default:
      others.keep(newestName, value)
      return nil
    }
  }

  /// The class that an object names, or the string that stands for it.
  func objectName(_ value: JSONValue) -> String {
    value.text ?? value["class_name"]?.text ?? value["name"]?.text ?? "without a class name"
  }

  /// The arguments of an object, which Keras 1 keeps beside the class name.
  private func arguments(_ name: String, _ value: JSONValue) throws(ModelError) -> Settings {
    switch value {
    case .string: return nested(.object([]))
    case .object: return nested(value["config"] ?? value)
    default: throw mismatch(name, value, "a name or an object")
    }
  }

  /// What older versions wrote for Glorot's, He's and LeCun's initializers; `nil` where its words
  /// are unknown.
  private func varianceScaling() throws(ModelError) -> Initializer? {
    let scale = try number("scale", standard: 1)
    let shape = config["distribution"]?.text ?? "truncated_normal"
    guard let fan = Initializer.Fan(rawValue: config["mode"]?.text ?? "fan_in"),
      let distribution = Initializer.Distribution(
        rawValue: shape == "normal" ? "truncated_normal" : shape)
    else { return nil }
    return switch (scale, fan, distribution) {
    case (1, .average, .uniform): .glorotUniform
    case (1, .average, .truncatedNormal): .glorotNormal
    case (2, .inputs, .uniform): .heUniform
    case (2, .inputs, .truncatedNormal): .heNormal
    default: .varianceScaling(scale: scale, fan: fan, distribution: distribution)
    }
  }
}

/// A name without what its spellings differ in: `glorot_uniform` and `GlorotUniform` are one.
func squeezed(_ name: String) -> String {
  // Every weight has such a name, and bytes are gone through sooner than characters.
  guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return name.lowercased().filter { $0 != "_" } }
  return String(unsafeUninitializedCapacity: name.utf8.count) { buffer in
    var count = 0
    for byte in name.utf8 where byte != UInt8(ascii: "_") {
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      buffer[count] = isUpper ? byte | 0x20 : byte
      count += 1
    }
    return count
  }
}
