import Networks

// What the tests of training go through.

extension Activation {
  /// The activations that training computes.
  public static let trained: [Activation] =
    small + [
      .relu6, .leakyReLU(negativeSlope: 0.2), .elu(alpha: 1), .selu, .gelu(isApproximate: false),
      .gelu(isApproximate: true), .silu, .hardSilu, .mish, .hardSigmoid, .hardSigmoidOfKeras2,
      .logSigmoid, .hardTanh, .softplus, .softsign, .exponential, .tanhShrink, .squareplus,
      .boundedReLU(maximum: 0.7, negativeSlope: 0.1, threshold: 0.1),
    ]

  /// Those whose derivative follows from their value, so that a small chain computes them in place.
  public static let small: [Activation] = [.linear, .relu, .sigmoid, .tanh, .softmax]
}

extension Loss {
  /// The losses whose targets have the shape of the predictions.
  public static let trained: [Loss] = [
    .meanSquaredError, .binaryCrossentropy, .categoricalCrossentropy,
  ]
}
