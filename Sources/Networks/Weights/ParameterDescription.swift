/// One weight tensor of a layer: what Keras's `weights` lists, before any memory is set aside.
public struct ParameterDescription: Sendable, Hashable {
  /// The layer it belongs to.
  public let layer: String
  /// What it is to that layer.
  public let role: Role
  /// Its shape: [inputs, units], [height, width, channels, filters] or [units]; an axis that depends
  /// on an unknown one is unknown too.
  public let shape: Shape
  /// How its start values are drawn.
  public let initializer: Initializer
  /// Its penalty, if any.
  public let regularizer: Regularizer?
  /// `false` where the layer is frozen.
  public let isTrainable: Bool

  /// The type it is held in.
  public let type: ElementType

  /// What a parameter is to its layer: Keras's name for the variable.
  public struct Role: RawRepresentable, Sendable, Hashable {
    /// The name within the layer; `forward/kernel` for that of a layer inside it.
    public var rawValue: String

    /// The role of that name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// Multiplies the input.
    public static let kernel = Role(rawValue: "kernel")
    /// Multiplies the previous state.
    public static let recurrentKernel = Role(rawValue: "recurrent_kernel")
    /// Is added.
    public static let bias = Role(rawValue: "bias")
    /// Multiplies what is normalized.
    public static let gamma = Role(rawValue: "gamma")
    /// Is added to what is normalized.
    public static let beta = Role(rawValue: "beta")
    /// The running mean of the batches.
    public static let movingMean = Role(rawValue: "moving_mean")
    /// The running variance of the batches.
    public static let movingVariance = Role(rawValue: "moving_variance")
    /// One row for each entry of the vocabulary.
    public static let embeddings = Role(rawValue: "embeddings")
    /// One column for each entry of the vocabulary, on the way back to them.
    public static let reverseEmbeddings = Role(rawValue: "reverse_embeddings")
    /// A slope that is learnt.
    public static let alpha = Role(rawValue: "alpha")
  }

  /// The name in files: `dense_1/kernel`, `bidirectional/forward/kernel`.
  public var path: String { "\(layer)/\(role.rawValue)" }

  /// The number of weights; 0 where it is unknown. `resolved()` has checked that there are no more than
  /// can be counted.
  public var count: Int { shape.elementCount ?? 0 }

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
