import Networks

// Initializers and regularizers: a plain name, Keras 1's flat object, or an object with a config.

extension Settings {
  /// How weights are drawn, or `standard` where the file has none.
  func initializer(_ names: String..., standard: Initializer) throws(ModelError) -> Initializer {
    guard let (name, value) = found(names) else { return standard }
    let arguments = try arguments(name, value)
    switch squeezed(className(value)) {
    case "zeros", "zero": return .zeros
    case "ones", "one": return .ones
    case "randomnormal", "normal":
      return .randomNormal(
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
    case "orthogonal": return .orthogonal(gain: try arguments.number("gain", standard: 1))
    case "variancescaling": return try arguments.varianceScaling()
    default:
      throw unsupported(
        name, .string(className(value)),
        "zeros, ones, random_normal, random_uniform, glorot_uniform, glorot_normal, he_uniform, "
          + "he_normal and orthogonal")
    }
  }

  /// The penalty; `nil` where the file has none.
  func regularizer(_ names: String...) throws(ModelError) -> Regularizer? {
    guard let (name, value) = found(names) else { return nil }
    let arguments = try arguments(name, value)
    func factor(_ name: String, standard: Double) throws(ModelError) -> Double {
      let factor = try arguments.number(name, standard: standard)
      guard factor >= 0 else {
        throw arguments.mismatch(name, .number(factor), "0 or more")
      }
      return factor
    }
    switch squeezed(className(value)) {
    case "l1": return Regularizer(l1: try factor("l1", standard: 0.01))
    case "l2": return Regularizer(l2: try factor("l2", standard: 0.01))
    case "l1l2", "weightregularizer", "l1l2regularizer":
      return Regularizer(l1: try factor("l1", standard: 0), l2: try factor("l2", standard: 0))
    default:
      throw unsupported(name, .string(className(value)), "L1, L2 and L1L2")
    }
  }

  /// A number that training can hold as a `Float`, or `standard` where the file has none.
  func number(_ name: String, standard: Double) throws(ModelError) -> Double {
    guard let (name, value) = found([name]) else { return standard }
    guard let number = value.realNumber, Float(number).isFinite else {
      throw mismatch(name, value, "a number of float32")
    }
    return number
  }

  /// The class that an object names, or the string that stands for it.
  private func className(_ value: JSONValue) -> String {
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

  /// What older versions wrote for Glorot's and He's initializers.
  private func varianceScaling() throws(ModelError) -> Initializer {
    let scale = try number("scale", standard: 1)
    let (mode, shape) = (config["mode"]?.text ?? "fan_in", config["distribution"]?.text ?? "normal")
    switch (scale, mode, shape) {
    case (1, "fan_avg", "uniform"): return .glorotUniform
    case (1, "fan_avg", "normal"), (1, "fan_avg", "truncated_normal"): return .glorotNormal
    case (2, "fan_in", "uniform"): return .heUniform
    case (2, "fan_in", "normal"), (2, "fan_in", "truncated_normal"): return .heNormal
    default:
      throw ModelError(
        layer: layer,
        "VarianceScaling with scale \(scale), mode \(quoted(mode)) and distribution "
          + "\(quoted(shape)) is neither Glorot's nor He's; use one of these")
    }
  }
}

/// A name without what its spellings differ in: `glorot_uniform` and `GlorotUniform` are one.
func squeezed(_ name: String) -> String {
  name.lowercased().filter { $0 != "_" }
}
