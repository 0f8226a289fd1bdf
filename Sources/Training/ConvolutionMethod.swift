/// How convolutions are computed. Each method has an order of its sums, so its bits are its own.
public enum ConvolutionMethod: String, Sendable {
  /// As products over all taps.
  case direct
  /// By minimal filtering, wherever taps are 3×3 and strides and dilation are 1.
  case winograd
}
