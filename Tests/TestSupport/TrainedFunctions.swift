import Networks

// What the tests of training go through.

extension Activation {
  /// The activations that training computes.
  public static let trained: [Activation] = [.linear, .relu, .sigmoid, .tanh, .softmax]
}

extension Loss {
  /// The losses that training computes.
  public static let trained: [Loss] = [
    .meanSquaredError, .binaryCrossentropy, .categoricalCrossentropy,
  ]
}
