/// The networks that Gradmark benchmarks, by name.
public enum Catalog {
  /// One network of the catalogue, with the way it is trained.
  public struct Entry: Sendable {
    /// The name users type.
    public let name: String
    /// The network.
    public let network: NetworkDescription
    /// Its optimizer, loss and metrics.
    public let training: TrainingDescription
    /// Keras's count for each layer that has weights: the figures to be verified against.
    public let referenceCounts: [Int]
    /// The shape of a sample in training, where it is smaller than the one that is counted.
    public let trainingInput: Shape?

    /// Describes a network; without `trainingInput` it is trained as it is counted.
    public init(
      name: String, network: NetworkDescription, training: TrainingDescription,
      referenceCounts: [Int], trainingInput: Shape? = nil
    ) {
      self.name = name
      self.network = network
      self.training = training
      self.referenceCounts = referenceCounts
      self.trainingInput = trainingInput
    }

    /// The network as it is trained: its input may be smaller, its weights are the same.
    public var trainingNetwork: NetworkDescription {
      trainingInput.map(network.replacingInput) ?? network
    }
  }

  /// All networks, smallest first.
  public static let entries: [Entry] = [pair, and, rnn] + ladder + [digits, conv, denoise]

  /// The network of that name, if there is one.
  public static func entry(named name: String) -> Entry? {
    entries.first { $0.name == name }
  }

  /// 2→2: two numbers from two, by plain gradient descent.
  public static let pair = Entry(
    name: "pair",
    network: NetworkDescription(
      sequential: "pair", input: [2], layers: [LayerDescription("dense", Dense(units: 2))]),
    training: TrainingDescription(
      optimizer: .sgd(), loss: .meanSquaredError, metrics: [.accuracy]),
    referenceCounts: [6])

  /// 2→32 softmax→1 sigmoid: the AND table.
  public static let and = Entry(
    name: "and",
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
    referenceCounts: [96, 33])

  /// 784→10 softmax: handwritten digits, linearly.
  public static let digits = Entry(
    name: "digits",
    network: NetworkDescription(
      sequential: "digits", input: [1, 28, 28],
      layers: [
        LayerDescription("flatten_1", Flatten()),
        LayerDescription("dense_1", Dense(units: 10)),
        LayerDescription("activation_1", ActivationLayer(.softmax)),
      ]),
    training: TrainingDescription(
      optimizer: .sgd(), loss: .categoricalCrossentropy, metrics: [.accuracy]),
    referenceCounts: [7_850])

  /// 514→514→257: the clean spectrum from two noisy frames.
  public static let denoise = Entry(
    name: "denoise", network: denoiser("denoise", bins: 257),
    training: TrainingDescription(
      optimizer: .adam(), loss: .meanSquaredError, metrics: [.accuracy]),
    referenceCounts: [264_710, 132_355])

  /// n→n→n/2 for n = 8…256: the same denoising at coarser resolution, 1.5·n·(n + 1) weights.
  public static let ladder: [Entry] = [8, 16, 32, 64, 128, 256].map { width in
    Entry(
      name: "ladder-\(width)", network: denoiser("ladder-\(width)", bins: width / 2),
      training: TrainingDescription(
        optimizer: .adam(), loss: .meanSquaredError, metrics: [.accuracy]),
      referenceCounts: [width * (width + 1), width / 2 * (width + 1)])
  }

  /// Three 3×3 convolutions and a softmax for every pixel: counted at 224×224, trained at 32×32.
  public static let conv = Entry(
    name: "conv",
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
    referenceCounts: [896, 18_496, 73_856, 1_290], trainingInput: [32, 32, 3])

  /// Three steps of one number, ten units, one number: the next value of a series.
  public static let rnn = Entry(
    name: "rnn",
    network: NetworkDescription(
      sequential: "rnn", input: [3, 1],
      layers: [
        LayerDescription("simple_rnn_1", SimpleRNN(units: 10)),
        LayerDescription("dense_1", Dense(units: 1)),
      ]),
    training: TrainingDescription(optimizer: .adam(), loss: .meanSquaredError),
    referenceCounts: [120, 11])

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
