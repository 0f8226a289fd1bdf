/// The activation functions of Keras.
public enum Activation: BitwiseCopyable, Sendable, Hashable {
  /// x
  case linear
  /// max(x, 0), with derivative 0 at 0
  case relu
  /// min(max(x, 0), 6)
  case relu6
  /// x, or slope · x below 0
  case leakyReLU(negativeSlope: Double)
  /// max(x, 0) up to a limit, with a slope below a threshold: the settings of the layer `ReLU`
  case boundedReLU(maximum: Double, negativeSlope: Double, threshold: Double)
  /// x, or α · (eˣ − 1) below 0
  case elu(alpha: Double)
  /// The same with a scale, chosen so that variances stay at 1
  case selu
  /// x, or α · (e^(x/α) − 1) below 0, with α = 1
  case celu
  /// x · Φ(x): by the error function, or approximately by tanh
  case gelu(isApproximate: Bool)
  /// x · sigmoid(x)
  case silu
  /// x · relu6(x + 3) / 6
  case hardSilu
  /// x · tanh(softplus x)
  case mish
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// relu6(x + 3) / 6
  case hardSigmoid
  /// clip(0.2 · x + 0.5, 0, 1), which Keras 1 and 2 called so
  case hardSigmoidOfKeras2
  /// ln sigmoid(x)
  case logSigmoid
  /// tanh x
  case tanh
  /// clip(x, −1, 1)
  case hardTanh
  /// ln(1 + eˣ)
  case softplus
  /// x / (1 + |x|)
  case softsign
  /// eˣ
  case exponential
  /// eˣ over its sum along the last axis
  case softmax
  /// ln softmax
  case logSoftmax
  /// The nearest point of the probability simplex
  case sparsemax
  /// One half of the last axis times sigmoid of the other
  case glu
  /// x moved towards 0 by ½
  case softShrink
  /// 0 between −½ and ½
  case hardShrink
  /// x − tanh x
  case tanhShrink
  /// (x + √(x² + 4)) / 2
  case squareplus
  /// 0 below −1, x above 1, a parabola between
  case sparsePlus
  /// clip((x + 1) / 2, 0, 1)
  case sparseSigmoid
  /// x above 0, else 0, as `threshold`
  case threshold
}

extension Activation {
  /// Keras's name for the function.
  public var name: String {
    Self.names.first { $0.function == standard }?.name ?? "relu"
  }

  /// The function of that name, with its standard settings; Keras 3's where the versions differ.
  public init?(name: String) {
    let name = Self.aliases[name] ?? name
    guard let entry = Self.names.first(where: { $0.name == name }) else { return nil }
    self = entry.function
  }

  /// The same function with the settings that its bare name stands for.
  private var standard: Activation {
    switch self {
    case .leakyReLU: .leakyReLU(negativeSlope: 0.2)
    case .elu: .elu(alpha: 1)
    case .gelu: .gelu(isApproximate: false)
    case .hardSigmoidOfKeras2: .hardSigmoid
    default: self
    }
  }

  /// Whether its bare name says all of it.
  public var isStandard: Bool {
    if case .boundedReLU = self { false } else { self == standard }
  }

  /// Whether an output depends on more than one element of the last axis.
  public var worksAlongAnAxis: Bool {
    [.softmax, .logSoftmax, .sparsemax, .glu].contains(self)
  }

  /// The names of all functions.
  public static var allNames: [String] { names.map(\.name) }

  private static let names: [(name: String, function: Activation)] = [
    ("linear", .linear), ("relu", .relu), ("relu6", .relu6),
    ("leaky_relu", .leakyReLU(negativeSlope: 0.2)), ("elu", .elu(alpha: 1)), ("selu", .selu),
    ("celu", .celu), ("gelu", .gelu(isApproximate: false)), ("silu", .silu),
    ("hard_silu", .hardSilu), ("mish", .mish), ("sigmoid", .sigmoid),
    ("hard_sigmoid", .hardSigmoid), ("log_sigmoid", .logSigmoid), ("tanh", .tanh),
    ("hard_tanh", .hardTanh), ("softplus", .softplus), ("softsign", .softsign),
    ("exponential", .exponential), ("softmax", .softmax), ("log_softmax", .logSoftmax),
    ("sparsemax", .sparsemax), ("glu", .glu), ("soft_shrink", .softShrink),
    ("hard_shrink", .hardShrink), ("tanh_shrink", .tanhShrink), ("squareplus", .squareplus),
    ("sparse_plus", .sparsePlus), ("sparse_sigmoid", .sparseSigmoid), ("threshold", .threshold),
  ]

  private static let aliases = [
    "swish": "silu", "hard_swish": "hard_silu", "softmax_v2": "softmax", "leakyrelu": "leaky_relu",
  ]
}
