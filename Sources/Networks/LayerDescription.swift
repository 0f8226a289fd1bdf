/// One layer as Keras describes it: a name, what it computes, and whether it learns.
public struct LayerDescription: Sendable {
  /// Unique within its network.
  public var name: String
  /// What the layer computes, with its settings.
  public var layer: any Layer
  /// `false` where the weights are frozen; layers inside another one say so themselves, and its own word is shown
  /// alone.
  public var isTrainable: Bool
  /// Whether it stands in a graph that is frozen as a whole: nothing in it learns, whatever it says itself.
  public var isInFrozenGraph = false
  /// The types in which it computes and holds its weights.
  public var precision: Precision
  /// What was done to its weights after it was made: LoRA, quantisation.
  public var adaptation: Adaptation?
  /// Settings that change no shape and no count and that no training of Gradmark's heeds, as the
  /// model's file has them.
  public var otherSettings: [OtherSetting]
  /// The shape that its file says its one input has; `nil` where it does not say, or nothing before the layer is
  /// unknown.
  public var statedInputShape: Shape?
  /// What an older file calls the class; `nil` where that is today's name. It says nothing of what the layer
  /// does, so equal layers may differ in it.
  public var olderClassName: String?

  /// Creates a layer.
  public init(
    _ name: String, _ layer: any Layer, isTrainable: Bool = true,
    precision: Precision = .float32, adaptation: Adaptation? = nil,
    otherSettings: [OtherSetting] = []
  ) {
    self.name = name
    self.layer = layer
    self.isTrainable = isTrainable
    self.precision = precision
    self.adaptation = adaptation
    self.otherSettings = otherSettings
  }

  /// Whether data enters here.
  public var isInput: Bool { input != nil }
  /// The layer where data enters here.
  public var input: InputLayer? { layer.known(as: InputLayer.self) }
}

extension LayerDescription: Hashable {
  public static func == (left: LayerDescription, right: LayerDescription) -> Bool {
    left.name == right.name && left.isTrainable == right.isTrainable
      && left.isInFrozenGraph == right.isInFrozenGraph
      && left.precision == right.precision && left.adaptation == right.adaptation
      && left.otherSettings == right.otherSettings
      && left.layer.isEqual(to: right.layer)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(isTrainable)
    hasher.combine(AnyHashable(layer))
  }
}

extension LayerDescription {
  /// The shapes of the layer's outputs for those of its inputs.
  ///
  /// - Throws: a `ModelError` where an input does not fit the layer or a setting is impossible.
  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    do {
      if let operation = layer.known(as: UnknownLayer.self), operation.hasOwnBatch {
        return try operation.outputShapes(for: inputs)
      }
      // Every layer keeps the batch axis, so the first input that has a size gives it to all.
      let batchSize = input?.shape.batchSize ?? inputs.firstBatchSize
      return try layer.outputShapes(for: inputs).map { $0.withBatchSize(batchSize) }
    } catch {
      throw error.of(name, className: layer.className)
    }
  }

  /// The layer's weights in Keras's order, for inputs that `outputShapes(for:)` accepts.
  public func parameters(for inputs: [Shape]) -> [ParameterDescription] {
    parameters(for: inputs, inner: nil)
  }

  /// The same, where the layer is a network that was worked out for them.
  func parameters(for inputs: [Shape], inner: ResolvedNetwork?) -> [ParameterDescription] {
    let own = inner?.parameters.map(LayerParameter.init) ?? layer.parameters(for: inputs)
    let parameters = adaptation?.applied(to: own, of: layer) ?? own
    let isFrozen = isInFrozenGraph || !isTrainable && !layer.weightsAreOfInnerLayers
    return parameters.map { parameter in
      ParameterDescription(
        layer: name, role: parameter.role, shape: parameter.shape,
        initializer: parameter.initializer, regularizer: parameter.regularizer,
        isTrainable: !isFrozen && parameter.isTrainable,
        type: parameter.type ?? precision.variableType)
    }
  }
}

extension LayerDescription {
  /// Checks that the layer's own weights can be drawn in its type.
  ///
  /// - Throws: a `ModelError` for whole and complex numbers, for which Keras makes no such layer.
  func checkTypes(of parameters: [ParameterDescription]) throws(ModelError) {
    guard !precision.isOfFloats, layer.innerLayers.isEmpty,
      let drawn = parameters.first(where: \.initializer.isRandom)
    else { return }
    throw error(
      "its type is \(quoted(precision.name)), but Keras draws its \(drawn.role.rawValue) in "
        + "floating-point types alone; choose one of these, such as float32")
  }

  /// Why not all of its weights can be counted, whatever its input is; `nil` where they can.
  var uncountedReason: String? {
    if let unknown = layer.known(as: UnknownLayer.self) { return unknown.uncountedReason }
    if let reason = adaptation?.uncountedReason { return reason }
    for inner in layer.innerLayers {
      if let reason = inner.uncountedReason { return reasonInside(inner.name, reason) }
    }
    return nil
  }

  /// Whether it is a layer that Gradmark does not know, or has one inside.
  var holdsUnknown: Bool {
    layer.known(as: UnknownLayer.self) != nil || layer.innerLayers.contains(where: \.holdsUnknown)
  }
}

/// A reason that holds for a layer because of one inside it.
func reasonInside(_ name: String, _ reason: String) -> String {
  "in it, \(quoted(name)): \(reason)"
}

extension [Shape] {
  fileprivate var firstBatchSize: Int? { lazy.compactMap(\.batchSize).first }
}

/// A setting that is kept as it stands.
public struct OtherSetting: Sendable, Hashable {
  /// Its name in Keras: `kernel_constraint`.
  public var name: String
  /// Its value, as JSON text.
  public var json: String
  /// The value for a reader: `MaxNorm (max_value 2, axis 0)`.
  public var words: String

  /// Keeps a setting.
  public init(name: String, json: String, words: String) {
    self.name = name
    self.json = json
    self.words = words
  }
}
