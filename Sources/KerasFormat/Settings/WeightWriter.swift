import Networks

// Keras writes all initializers of a layer, then all penalties, then all constraints.

extension [JSONValue.Member] {
  /// The initializers by the prefixes of their weights.
  static func initializers(_ weights: (String, WeightSettings)...) -> [JSONValue.Member] {
    weights.map { .init("\($0)_initializer", .initializer($1.initializer)) }
  }

  /// The penalties and the empty places of constraints, by the prefixes of their weights.
  ///
  /// - Parameter hasActivity: whether Keras writes `activity_regularizer` even where there is none.
  static func penalties(
    _ weights: (String, WeightSettings)..., hasActivity: Bool
  ) -> [JSONValue.Member] {
    weights.map { .init("\($0)_regularizer", .regularizer($1.regularizer)) }
      + (hasActivity ? [.init("activity_regularizer", nil)] : [])
      + weights.map { .init("\($0.0)_constraint", nil) }
  }
}

extension JSONValue {
  /// The sizes of an extent.
  static func extent(_ extent: some Extent) -> JSONValue {
    .array(extent.sizes.map { .integer($0) })
  }

  /// A truth of the name that Keras has for it; a number that may be none.
  static func number(orNull number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }

  /// A whole number that may be none.
  static func integer(orNull integer: Int?) -> JSONValue { integer.map { .integer($0) } ?? .null }

  /// An initializer as Keras 3 writes it.
  static func initializer(_ initializer: Initializer) -> JSONValue {
    let (className, config) = initializer.kerasObject
    return ModelWriter.object("keras.initializers", className, config)
  }

  /// A penalty as Keras 3 writes it.
  static func regularizer(_ regularizer: Regularizer?) -> JSONValue {
    guard let regularizer else { return nil }
    let (l1, l2) = (JSONValue.number(regularizer.l1), JSONValue.number(regularizer.l2))
    let (className, config): (String, JSONValue) =
      switch (regularizer.l1 != 0, regularizer.l2 != 0) {
      case (true, false): ("L1", ["l1": l1])
      case (false, true): ("L2", ["l2": l2])
      default: ("L1L2", ["l1": l1, "l2": l2])
      }
    return ModelWriter.object("keras.regularizers", className, config)
  }
}

extension Initializer {
  /// Keras's class and its settings.
  fileprivate var kerasObject: (className: String, config: JSONValue) {
    let fans: JSONValue = ["seed": nil, "input_axes": nil, "output_axes": nil]
    return switch self {
    case .zeros: ("Zeros", [:])
    case .ones: ("Ones", [:])
    case .constant(let value): ("Constant", ["value": .number(value)])
    case .randomNormal(let mean, let deviation):
      ("RandomNormal", ["seed": nil, "mean": .number(mean), "stddev": .number(deviation)])
    case .truncatedNormal(let mean, let deviation):
      ("TruncatedNormal", ["seed": nil, "mean": .number(mean), "stddev": .number(deviation)])
    case .randomUniform(let minimum, let maximum):
      ("RandomUniform", ["seed": nil, "minval": .number(minimum), "maxval": .number(maximum)])
    case .glorotUniform: ("GlorotUniform", fans)
    case .glorotNormal: ("GlorotNormal", fans)
    case .heUniform: ("HeUniform", fans)
    case .heNormal: ("HeNormal", fans)
    case .varianceScaling(1, .inputs, .uniform): ("LecunUniform", fans)
    case .varianceScaling(1, .inputs, .truncatedNormal): ("LecunNormal", fans)
    case .varianceScaling(let scale, let fan, let distribution):
      (
        "VarianceScaling",
        [
          "seed": nil, "input_axes": nil, "output_axes": nil, "scale": .number(scale),
          "mode": .string(fan.rawValue), "distribution": .string(distribution.rawValue),
        ]
      )
    case .orthogonal(let gain): ("Orthogonal", ["seed": nil, "gain": .number(gain)])
    case .identity(let gain): ("Identity", ["gain": .number(gain)])
    case .unitForgetBias(let others, _): others.kerasObject
    }
  }
}
