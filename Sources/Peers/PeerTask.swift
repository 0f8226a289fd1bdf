import Networks

/// What contestants train, in a form that drivers in other languages read: a chain of layers, a loss, an
/// optimizer, a batch size. `Benchmarks/Peers/README.md` tells drivers what it means.
public struct PeerTask: Codable, Sendable, Equatable {
  /// The network of the catalogue that it is.
  var model: String
  /// The shape of a sample: one number where a row of them goes in.
  var inputShape: [Int]
  /// The layers in order.
  var layers: [Layer]
  /// What is minimised.
  var loss: Loss
  /// How weights are updated.
  var optimizer: OptimizerSettings
  /// Samples in a step.
  public var batchSize: Int
  /// What the catalogue's network has and this task leaves out; absent where that is nothing.
  var omits: [String]?

  /// A layer with a bias.
  struct Layer: Codable, Sendable, Equatable {
    var kind: Kind
    /// What its weights are called before the slash: `dense_1`.
    var name: String
    /// Units of a dense or recurrent layer, filters of a convolution.
    var units: Int
    var activation: Activation
    /// Rows and columns of a convolution's kernel, which moves by 1 and stays within the image.
    var kernelSize: [Int]?

    /// What it computes.
    enum Kind: String, Codable {
      /// x · kernel + bias along the last axis.
      case dense
      /// Rows, columns, channels; no padding.
      case convolution
      /// The last output of Keras's SimpleRNN.
      case recurrence
    }
  }

  /// An optimizer; the settings that only Adam has are missing for `sgd`.
  struct OptimizerSettings: Codable, Sendable, Equatable {
    var kind: Kind
    var learningRate: Double
    var beta1: Double?
    var beta2: Double?
    /// Added to the root of the uncorrected second moment.
    var epsilon: Double?

    enum Kind: String, Codable {
      case sgd, adam
    }

    /// - Precondition: plain SGD or Adam.
    init(_ optimizer: Optimizer) {
      switch optimizer.rule {
      case .sgd where optimizer["momentum"] == 0: kind = .sgd
      case .adam: kind = .adam
      default: preconditionFailure("contestants train by SGD or Adam, not by \(optimizer)")
      }
      learningRate = optimizer.learningRate
      (beta1, beta2, epsilon) = (optimizer["beta_1"], optimizer["beta_2"], optimizer["epsilon"])
    }
  }
}

// By their names in Keras.
extension Loss: Codable {}

extension Activation: Codable {
  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let activation = Activation(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(name)' is no activation")
    }
    self = activation
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

extension PeerTask {
  /// The widths from input to output: `514→514→257`.
  public var name: String {
    ([inputText] + layers.map(\.widthText)).joined(separator: "→")
  }

  /// What is trained, for people: `784→10 softmax, SGD`. Relu and linear layers go without saying;
  /// what is left out does not.
  var title: String {
    let units = layers.map { layer in
      [.linear, .relu].contains(layer.activation)
        ? layer.widthText : "\(layer.widthText) \(layer.activation.name)"
    }
    let optimizerName = optimizer.kind == .adam ? "Adam" : "SGD"
    let without = (omits ?? []).map { ", no \($0)" }.joined()
    return ([inputText] + units).joined(separator: "→") + ", \(optimizerName)\(without)"
  }

  private var inputText: String { inputShape.map(String.init).joined(separator: "×") }

  /// Whether it has a layer of a kind.
  func has(_ kind: Layer.Kind) -> Bool { layers.contains { $0.kind == kind } }

  /// The network as the trainer takes it.
  var network: NetworkDescription {
    NetworkDescription(
      sequential: name, input: Shape(inputShape), layers: layers.map(\.description))
  }

  /// Loss and optimizer as the trainer takes them.
  ///
  /// - Throws: a `ModelError` where Adam lacks a setting.
  func training() throws(ModelError) -> TrainingDescription {
    TrainingDescription(optimizer: try optimizer.description(), loss: loss)
  }
}

extension PeerTask.Layer {
  /// The units, and what there is to say of the kind: `3×3×32`, `10 recurrent`.
  fileprivate var widthText: String {
    switch kind {
    case .dense: "\(units)"
    case .convolution: ((kernelSize ?? []) + [units]).map(String.init).joined(separator: "×")
    case .recurrence: "\(units) recurrent"
    }
  }

  /// The layer as the trainer takes it.
  fileprivate var description: LayerDescription {
    switch kind {
    case .dense:
      return LayerDescription(name, Dense(units: units, activation: activation))
    case .convolution:
      return LayerDescription(
        name,
        Conv2D(
          filters: units, kernelSize: Size2D(kernelSize?.first ?? 1, kernelSize?.last ?? 1),
          activation: activation))
    case .recurrence:
      var recurrence = Recurrence(units: units)
      recurrence.activation = activation
      return LayerDescription(name, SimpleRNN(recurrence))
    }
  }
}

extension PeerTask.OptimizerSettings {
  fileprivate func description() throws(ModelError) -> Optimizer {
    switch kind {
    case .sgd: return .sgd(learningRate: learningRate)
    case .adam:
      guard let beta1, let beta2, let epsilon else {
        throw ModelError("adam lacks a setting; give it beta1, beta2 and epsilon")
      }
      return .adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
  }
}
