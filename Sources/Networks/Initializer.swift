/// How the start weights of one parameter are drawn; the distributions are Keras's.
public enum Initializer: Sendable, Hashable {
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
}
