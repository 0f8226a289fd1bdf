/// How the start weights of one parameter are drawn; the distributions are Keras's.
public indirect enum Initializer: Sendable, Hashable {
  /// All 0.
  case zeros
  /// All 1.
  case ones
  /// Normal, not truncated; Keras 1's `normal` is mean 0, standard deviation 0.05.
  case randomNormal(mean: Double, standardDeviation: Double)
  /// Uniform between two bounds; Keras's default is −0.05…0.05.
  case randomUniform(minimum: Double, maximum: Double)
  /// Uniform on ±√(6 / (fan in + fan out)).
  case glorotUniform
  /// Normal truncated at two deviations, variance 2 / (fan in + fan out).
  case glorotNormal
  /// Uniform on ±√(6 / fan in).
  case heUniform
  /// Normal truncated at two deviations, variance 2 / fan in.
  case heNormal
  /// The Q of a QR decomposition of normal numbers, times `gain`.
  case orthogonal(gain: Double)
  /// All the same.
  case constant(Double)
  /// Normal, drawn anew where it is more than two deviations off.
  case truncatedNormal(mean: Double, standardDeviation: Double)
  /// Of a variance that follows from the fans: what Glorot's, He's and LeCun's are cases of.
  case varianceScaling(scale: Double, fan: Fan, distribution: Distribution)
  /// `gain` on the diagonal, 0 elsewhere.
  case identity(gain: Double)
  /// 1 for the forget gate, which is the third from the end, and the rest as another initializer draws it.
  case unitForgetBias(others: Initializer, gates: Int = 4)

  /// Whether numbers are drawn at random.
  var isRandom: Bool {
    switch self {
    case .zeros, .ones, .constant, .identity: false
    case .unitForgetBias(let others, _): others.isRandom
    default: true
    }
  }

  /// What the variance is scaled by, by Keras's names.
  public enum Fan: String, BitwiseCopyable, Sendable, CaseIterable {
    case inputs = "fan_in"
    case outputs = "fan_out"
    case average = "fan_avg"
  }

  /// How numbers of that variance are drawn, by Keras's names.
  public enum Distribution: String, BitwiseCopyable, Sendable, CaseIterable {
    case truncatedNormal = "truncated_normal"
    case untruncatedNormal = "untruncated_normal"
    case uniform
  }
}
