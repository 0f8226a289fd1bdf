import Networks

extension SampleNetwork {
  /// Every function of elements.
  static let activations: [SampleNetwork] =
    Activation.trained.map {
      SampleNetwork(
        "dense and \($0)", [4, 3], [dense(17, $0), dense(3, .tanh), ActivationLayer($0)],
        .meanSquaredError)
    } + [
      SampleNetwork(
        "layers of functions", [5],
        [
          dense(9), ReLU(maximum: 0.8, negativeSlope: 0.1, threshold: 0.2), dense(7),
          LeakyReLU(negativeSlope: 0.2), dense(17), ELU(alpha: 0.7), ReLU(), dense(3), Softmax(),
        ], .categoricalCrossentropy)
    ]

  /// Losses of logits and of class numbers.
  public static let losses: [SampleNetwork] =
    Loss.allCases.filter(\.isCrossentropy).flatMap { loss in
      [3, 18].map { units in
        SampleNetwork(
          "\(loss) of \(units) logits", [4], [dense(5, .tanh), dense(units)],
          OutputTraining(loss, isLogits: true))
      }
    } + [
      SampleNetwork(
        "classes by their numbers", [4], [dense(19, .softmax)], .sparseCategoricalCrossentropy),
      SampleNetwork(
        "a class each step", [3, 4], [dense(5, .softmax)], .sparseCategoricalCrossentropy),
    ]

  /// Layers that do something else in training than at inference.
  static let statistics: [SampleNetwork] = [
    SampleNetwork(
      "normalized rows", [5],
      [dense(17), BatchNormalization(epsilon: 0.01, beta: WeightSettings(noise)), dense(3)],
      .meanSquaredError),
    SampleNetwork(
      "normalized images", [4, 5, 2],
      [
        Conv2D(filters: 3, kernelSize: Size2D(2, 2), usesBias: false),
        BatchNormalization(momentum: 0.7, scales: false), ReLU(),
        Conv2D(filters: 9, kernelSize: Size2D(2, 2)),
        BatchNormalization(centers: false, gamma: WeightSettings(.ones, penalty)), Flatten(),
        dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "normalized along other axes", [4, 3, 19],
      [
        BatchNormalization(axis: 1), dense(18, .tanh), BatchNormalization(axis: -2, scales: false),
        BatchNormalization(axis: 3), dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "axes exchanged", [4, 3, 18],
      [
        Permute([3, 1, 2]), dense(17, .tanh), Softmax(axes: [1]), dense(5), Permute([2, 1, 3]),
        Softmax(axes: [1, -1]), dense(3), Softmax(axes: [3]), dense(2),
      ], .meanSquaredError),
    SampleNetwork(
      "dropout", [4, 5],
      [
        dense(17, .tanh), Dropout(rate: 0.4), Dropout(rate: 0), dense(3), Dropout(rate: 0.1),
      ], .meanSquaredError),
    SampleNetwork(
      "dropout of whole channels and steps", [4, 5],
      [
        dense(17, .tanh), Dropout(rate: 0.4, noiseShape: [nil, 1, nil]), dense(18, .tanh),
        Dropout(rate: 0.3, noiseShape: [nil, 4, 1]), dense(3),
        Dropout(rate: 0.2, noiseShape: [nil, nil, 3]),
      ], .meanSquaredError),
  ]
}
