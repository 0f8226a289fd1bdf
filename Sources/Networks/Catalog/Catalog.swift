/// The networks that Gradmark benchmarks, by name.
public enum Catalog {
  /// One network, of the catalogue or out of a file, with the way it is trained.
  public struct Entry: Sendable {
    /// The name users type.
    public var name: String { network.name }
    /// The network.
    public let network: NetworkDescription
    /// Its optimizer, loss and metrics.
    public let training: TrainingDescription
    /// Keras's count for each layer that has weights: the figures to be verified against; `nil` where a file
    /// does not tell.
    public let referenceCounts: [Int?]
    /// The shape of a sample in training, where it is smaller than the one that is counted.
    public let trainingInput: Shape?
    /// What the network learns.
    public let task: LearningTask

    /// Describes a network; without `trainingInput` it is trained as it is counted.
    public init(
      network: NetworkDescription, training: TrainingDescription, referenceCounts: [Int?],
      task: LearningTask, trainingInput: Shape? = nil
    ) {
      self.network = network
      self.training = training
      self.referenceCounts = referenceCounts
      self.task = task
      self.trainingInput = trainingInput
    }

    /// Whether it learns digits, drawn ones or recorded ones.
    public var learnsDigits: Bool {
      if case .digits = task { true } else { false }
    }

    /// The network as it is trained: its input may be smaller, its weights are the same.
    public var trainingNetwork: NetworkDescription {
      trainingInput.map(network.replacingInput) ?? network
    }
  }

  /// All networks, smallest first.
  public static let entries: [Entry] =
    [pair, and, rnn] + ladder + [digits, conv, denoise, mnistCNN, resnet8, lstm]

  /// The network of that name, if there is one.
  public static func entry(named name: String) -> Entry? {
    entries.first { $0.name == name }
  }

  /// Whether a network of that name learns digits, drawn ones or recorded ones.
  public static func learnsDigits(_ name: String) -> Bool {
    entry(named: name)?.learnsDigits == true
  }

  /// The networks that do, for a sentence: 'a' and 'b'.
  public static var digitsLearners: String {
    entries.filter(\.learnsDigits).map { "'\($0.name)'" }.joined(separator: " and ")
  }
}

/// What a network learns, from data that are made from a seed.
public enum LearningTask: Sendable, Hashable {
  /// Two formulas of two numbers.
  case pairs
  /// The AND table.
  case andTable
  /// The next value of a series.
  case series
  /// Which digit a drawing shows, of the shape that the network takes.
  case digits(Shape)
  /// The material of every pixel inside the margin of a square picture.
  case materials(size: Int)
  /// The one material of a whole square picture.
  case material(size: Int)
  /// The clean spectrum from two noisy frames of so many bins each.
  case spectra(binCount: Int)
  /// Whether a review of made-up words is a good one.
  case reviews(vocabularySize: Int, length: Int)
  /// What goes with each of some clusters of inputs, for a network out of a file.
  case clusters(ClusterShapes)
}

/// What samples must look like that a network is trained on.
public struct ClusterShapes: Sendable, Hashable {
  /// The network's inputs, at least one.
  public var inputs: [Input]
  /// Its outputs, at least one.
  public var outputs: [Output]

  /// Describes samples.
  public init(inputs: [Input], outputs: [Output]) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// What one input takes.
  public struct Input: Sendable, Hashable {
    /// The shape for a sample.
    public var shape: Shape
    /// Where it takes numbers of rows of a table: how many rows that has.
    public var vocabularySize: Int?

    /// Describes an input.
    public init(_ shape: Shape, vocabularySize: Int? = nil) {
      self.shape = shape
      self.vocabularySize = vocabularySize
    }
  }

  /// What one output is compared with.
  public struct Output: Sendable, Hashable {
    /// The output's shape for a sample.
    public var shape: Shape
    /// What compares it with a target.
    public var loss: Loss

    /// Describes an output.
    public init(_ shape: Shape, _ loss: Loss) {
      self.shape = shape
      self.loss = loss
    }
  }
}
