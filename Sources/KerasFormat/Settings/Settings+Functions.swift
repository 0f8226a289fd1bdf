import Networks

// Activations: a name, a function as an object, or a layer as an object.

extension Settings {
  /// The function under that name, or `standard` where the file has none.
  func activation(
    _ names: String..., standard: Activation = .linear
  ) throws(ModelError) -> Activation {
    guard let (name, value) = found(names) else { return standard }
    let word = value.text ?? value["config"]?.text
    if let word, let activation = Activation(name: word) {
      return activation == .hardSigmoid && isLegacy ? .hardSigmoidOfKeras2 : activation
    }
    guard word != nil || value.members != nil else {
      throw mismatch(name, value, "the name of a function")
    }
    if let activation = try activation(ofLayer: value) { return activation }
    others.keep(names[0], value)
    return .linear
  }

  /// The function that a layer used as an activation computes; `nil` where it is none of those.
  private func activation(ofLayer value: JSONValue) throws(ModelError) -> Activation? {
    guard let className = value["class_name"]?.text else { return nil }
    let inner = nested(value["config"] ?? [:])
    switch className {
    case "ReLU": return try ReLU(inner).activation
    case "LeakyReLU": return .leakyReLU(negativeSlope: try LeakyReLU(inner).negativeSlope)
    case "ELU": return .elu(alpha: try ELU(inner).alpha)
    case "Softmax": return try Softmax(inner).axes == [-1] ? .softmax : nil
    case "Activation": return try inner.activation("activation")
    default: return nil
    }
  }
}

extension ReLU {
  /// The same as an activation.
  var activation: Activation {
    switch (maximum, negativeSlope, threshold) {
    case (nil, 0, 0): .relu
    case (6, 0, 0): .relu6
    case (nil, let slope, 0): .leakyReLU(negativeSlope: slope)
    default:
      .boundedReLU(
        maximum: maximum ?? .greatestFiniteMagnitude, negativeSlope: negativeSlope,
        threshold: threshold)
    }
  }
}

extension JSONValue {
  /// A function as Keras 3 writes it: by its name, or as the layer that has its settings.
  static func activation(_ activation: Activation) -> JSONValue {
    if activation.isStandard { return .string(activation.name) }
    return switch activation {
    case .leakyReLU(let slope): function(LeakyReLU(negativeSlope: slope))
    case .elu(let alpha): function(ELU(alpha: alpha))
    case .boundedReLU(let maximum, let slope, let threshold):
      function(
        ReLU(
          maximum: maximum == .greatestFiniteMagnitude ? nil : maximum, negativeSlope: slope,
          threshold: threshold))
    default: .string(activation.name)
    }
  }

  private static func function(_ layer: some KerasLayer) -> JSONValue {
    ModelWriter.object("keras.layers", layer.className, .object(layer.config))
  }
}
