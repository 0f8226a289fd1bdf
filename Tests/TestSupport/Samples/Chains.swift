import Networks

extension SampleNetwork {
  /// Those that a library's products serve: dense layers on vectors.
  public static let dense = chains.filter {
    [
      "dense", "one", "three dense", "relu", "softmax between", "classes", "softmax in the layer",
      "crossentropy of sigmoids", "binary of softmax", "penalties", "flatten first", "narrow",
      "narrow behind dense",
    ].contains($0.name)
  }

  /// Dense layers with an activation each, on vectors and on rows of several.
  static let chains: [SampleNetwork] = [
    SampleNetwork("dense", [2], [dense(2)], .meanSquaredError),
    SampleNetwork("one", [1], [dense(1)], .meanSquaredError),
    SampleNetwork(
      "three dense", [5], [dense(17, .tanh), dense(33, .sigmoid), dense(3)], .meanSquaredError),
    SampleNetwork("relu", [5], [dense(19, .relu), dense(3)], .meanSquaredError),
    SampleNetwork(
      "softmax between", [3],
      [dense(18), ActivationLayer(.softmax), dense(1), ActivationLayer(.sigmoid)],
      .binaryCrossentropy),
    SampleNetwork(
      "classes", [7], [dense(9, .tanh), dense(20), ActivationLayer(.softmax)],
      .categoricalCrossentropy),
    SampleNetwork(
      "softmax in the layer", [7], [dense(9, .softmax), dense(4, .softmax)],
      .categoricalCrossentropy),
    SampleNetwork(
      "crossentropy of sigmoids", [6], [dense(4, .sigmoid)], .categoricalCrossentropy),
    SampleNetwork("binary of softmax", [6], [dense(4, .softmax)], .binaryCrossentropy),
    SampleNetwork(
      "activations in a row", [4],
      [
        ActivationLayer(.tanh), dense(6, .tanh), ActivationLayer(.sigmoid),
        ActivationLayer(.linear), dense(2),
      ],
      .meanSquaredError),
    SampleNetwork(
      "penalties", [6],
      [
        Dense(
          units: 5, activation: .tanh, kernel: WeightSettings(.glorotUniform, penalty),
          bias: WeightSettings(noise, Regularizer(l2: 0.05))),
        Dense(
          units: 2, usesBias: false, kernel: WeightSettings(.glorotUniform, Regularizer(l1: 0.03))),
      ], .meanSquaredError),
    // Few outputs on at least eight vectors of inputs, for every width of a vector.
    SampleNetwork("narrow", [128], [dense(2, .softmax)], .categoricalCrossentropy),
    SampleNetwork(
      "narrow behind dense", [3], [dense(128, .tanh), dense(9, .sigmoid), dense(1)],
      .meanSquaredError),
    SampleNetwork(
      "dense on rank 3", [4, 3], [dense(5, .tanh), dense(2, .softmax)], .categoricalCrossentropy),
    SampleNetwork(
      "reshaping", [3, 4],
      [
        Reshape([2, 6]), dense(4, .tanh), Reshape([nil, 2]), dense(3), Reshape([2, 2, 3]),
        Flatten(), dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "flatten", [3, 2, 2], [dense(3, .tanh), Flatten(), dense(2)], .meanSquaredError),
    SampleNetwork(
      "flatten first", [3, 2, 2], [Flatten(), Flatten(), dense(2)], .meanSquaredError),
  ]
}
