/// One weight tensor of a layer, as the layer itself knows it.
public struct LayerParameter: Sendable, Hashable {
  /// What it is to the layer.
  public var role: ParameterDescription.Role
  /// Its shape, without a batch axis.
  public var shape: Shape
  /// How its start values are drawn.
  public var initializer: Initializer
  /// Its penalty, if any.
  public var regularizer: Regularizer?
  /// `false` where no gradient changes it even in a layer that learns: moving statistics.
  public var isTrainable: Bool
  /// The type it is held in, where that is not the layer's.
  public var type: ElementType?

  /// Describes a weight tensor.
  public init(
    _ role: ParameterDescription.Role, _ axes: [Int?], _ settings: WeightSettings,
    isTrainable: Bool = true, type: ElementType? = nil
  ) {
    self.role = role
    shape = Shape(axes: axes)
    initializer = settings.initializer
    regularizer = settings.regularizer
    self.isTrainable = isTrainable
    self.type = type
  }
}

/// The settings that every weight tensor has.
public struct WeightSettings: Sendable, Hashable {
  /// Draws its start values.
  public var initializer: Initializer
  /// Penalises it.
  public var regularizer: Regularizer?

  /// Collects the settings of one weight tensor.
  public init(_ initializer: Initializer, _ regularizer: Regularizer? = nil) {
    self.initializer = initializer
    self.regularizer = regularizer
  }

  /// Keras's default for kernels.
  public static let glorotUniform = WeightSettings(.glorotUniform)
  /// Keras's default for recurrent kernels.
  public static let orthogonal = WeightSettings(.orthogonal(gain: 1))
  /// Keras's default for biases.
  public static let zeros = WeightSettings(.zeros)
  /// Keras's default for scales.
  public static let ones = WeightSettings(.ones)
}

extension [LayerParameter] {
  /// The same weights as those of a layer inside another: `forward/kernel`.
  func prefixed(_ prefix: String) -> [LayerParameter] {
    map { parameter in
      var inner = parameter
      inner.role = ParameterDescription.Role(rawValue: "\(prefix)/\(parameter.role.rawValue)")
      return inner
    }
  }
}
