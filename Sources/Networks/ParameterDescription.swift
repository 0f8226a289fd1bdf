/// One weight tensor of a layer: what Keras's `weights` lists, before any memory is set aside.
public struct ParameterDescription: Sendable, Hashable {
  /// The layer it belongs to.
  public let layer: String
  /// What it is to that layer.
  public let role: Role
  /// Its shape: [inputs, units], [height, width, channels, filters] or [units].
  public let shape: Shape
  /// How its start values are drawn.
  public let initializer: Initializer
  /// Its penalty, if any.
  public let regularizer: Regularizer?
  /// `false` where the layer is frozen.
  public let isTrainable: Bool

  /// What a parameter is to its layer, by Keras's names.
  public enum Role: String, Sendable {
    /// Multiplies the input.
    case kernel
    /// Multiplies the previous state.
    case recurrentKernel = "recurrent_kernel"
    /// Is added.
    case bias
  }

  /// The name in files: `dense_1/kernel`.
  public var path: String { "\(layer)/\(role.rawValue)" }

  /// The number of weights; `resolved()` has checked that there are no more than can be counted.
  public var count: Int { shape.elementCount ?? .max }

  /// The fan in and fan out that Glorot's and He's initializers use.
  public var fans: (in: Int, out: Int) {
    let axes = shape.dimensions
    switch axes.count {
    case 0: return (1, 1)
    case 1: return (axes[0], axes[0])
    default:
      let receptiveField = axes.dropLast(2).reduce(1, *)
      return (receptiveField * axes[axes.count - 2], receptiveField * axes[axes.count - 1])
    }
  }
}
