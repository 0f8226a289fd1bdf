// The networks of well-known questions about Keras's summary, and the ladder between them.

extension Catalog {
  /// 2→2: two numbers from two, by plain gradient descent.
  public static let pair = Entry(
    network: NetworkDescription(
      sequential: "pair", input: [2], layers: [LayerDescription("dense", Dense(units: 2))]),
    training: TrainingDescription(
      optimizer: .sgd(), loss: .meanSquaredError, metrics: [.accuracy]),
    referenceCounts: [6], task: .pairs)

  /// 2→32 softmax→1 sigmoid: the AND table.
  public static let and = Entry(
    network: NetworkDescription(
      sequential: "and", input: [2],
      layers: [
        LayerDescription("dense_1", Dense(units: 32)),
        LayerDescription("activation_1", ActivationLayer(.softmax)),
        LayerDescription("dense_2", Dense(units: 1)),
        LayerDescription("activation_2", ActivationLayer(.sigmoid)),
      ]),
    training: TrainingDescription(
      optimizer: .adam(), loss: .binaryCrossentropy, metrics: [.accuracy]),
    referenceCounts: [96, 33], task: .andTable)

  /// 784→10 softmax: handwritten digits, linearly.
  public static let digits = Entry(
    network: NetworkDescription(
      sequential: "digits", input: [1, 28, 28],
      layers: [
        LayerDescription("flatten_1", Flatten()),
        LayerDescription("dense_1", Dense(units: 10)),
        LayerDescription("activation_1", ActivationLayer(.softmax)),
      ]),
    training: TrainingDescription(
      optimizer: .sgd(), loss: .categoricalCrossentropy, metrics: [.accuracy]),
    referenceCounts: [7_850], task: .digits([1, 28, 28]))

  /// 514→514→257: the clean spectrum from two noisy frames.
  public static let denoise = Entry(
    network: denoiser("denoise", bins: 257),
    training: TrainingDescription(
      optimizer: .adam(), loss: .meanSquaredError, metrics: [.accuracy]),
    referenceCounts: [264_710, 132_355], task: .spectra(binCount: 257))

  /// n→n→n/2 for n = 8…256: the same denoising at coarser resolution, 1.5·n·(n + 1) weights.
  public static let ladder: [Entry] = [8, 16, 32, 64, 128, 256].map { width in
    Entry(
      network: denoiser("ladder-\(width)", bins: width / 2),
      training: TrainingDescription(
        optimizer: .adam(), loss: .meanSquaredError, metrics: [.accuracy]),
      referenceCounts: [width * (width + 1), width / 2 * (width + 1)],
      task: .spectra(binCount: width / 2))
  }

  /// Three 3×3 convolutions and a softmax for every pixel: counted at 224×224, trained at 32×32.
  public static let conv = Entry(
    network: NetworkDescription(
      sequential: "conv", input: [224, 224, 3],
      layers: [
        LayerDescription("conv2d_1", convolution(filters: 32)),
        LayerDescription("conv2d_2", convolution(filters: 64)),
        LayerDescription("conv2d_3", convolution(filters: 128)),
        LayerDescription("dense_1", Dense(units: 10, activation: .softmax)),
      ]),
    training: TrainingDescription(
      optimizer: .adam(), loss: .categoricalCrossentropy, metrics: [.accuracy]),
    referenceCounts: [896, 18_496, 73_856, 1_290], task: .materials(size: 32),
    trainingInput: [32, 32, 3])

  /// Three steps of one number, ten units, one number: the next value of a series.
  public static let rnn = Entry(
    network: NetworkDescription(
      sequential: "rnn", input: [3, 1],
      layers: [
        LayerDescription("simple_rnn_1", SimpleRNN(units: 10)),
        LayerDescription("dense_1", Dense(units: 1)),
      ]),
    training: TrainingDescription(optimizer: .adam(), loss: .meanSquaredError),
    referenceCounts: [120, 11], task: .series)

  private static func convolution(filters: Int) -> Conv2D {
    Conv2D(filters: filters, kernelSize: Size2D(3, 3), activation: .relu)
  }

  private static func denoiser(_ name: String, bins: Int) -> NetworkDescription {
    func dense(_ units: Int) -> Dense {
      Dense(
        units: units,
        kernel: WeightSettings(
          .randomNormal(mean: 0, standardDeviation: 0.05), Regularizer(l1: 1e-6, l2: 1e-6)))
    }
    return NetworkDescription(
      sequential: name, input: [2 * bins],
      layers: [
        LayerDescription("dense_1", dense(2 * bins)),
        LayerDescription("activation_1", ActivationLayer(.relu)),
        LayerDescription("dense_2", dense(bins)),
      ])
  }
}
