import Networks

/// What libraries train, in a form that drivers in other languages read: a chain of layers, a loss, an
/// optimizer, a batch size. `Benchmarks/Peers/README.md` tells drivers what it means.
struct PeerTask: Encodable, Sendable, Equatable {
  /// The network of the catalogue that it is.
  var model: String
  /// The shape of a sample: one number where a row of them goes in.
  var inputShape: [Int]
  /// The layers in order.
  var layers: [Layer]
  /// What is minimised, by its name in Keras.
  var loss: String
  /// How weights are updated.
  var optimizer: OptimizerSettings
  /// Samples in a step.
  var batchSize: Int

  /// A layer with a bias.
  struct Layer: Encodable, Sendable, Equatable {
    var kind: Kind
    /// What its weights are called before the slash: `dense_1`.
    var name: String
    /// Units of a dense or recurrent layer, filters of a convolution.
    var units: Int
    /// By its name in Keras.
    var activation: String
    /// Rows and columns of a convolution's kernel, which moves by 1 and stays within the image.
    var kernelSize: [Int]?
    /// What is added to the loss for the kernel; absent where nothing is.
    var penalty: Penalty?

    /// What it computes.
    enum Kind: String, Encodable {
      /// x · kernel + bias along the last axis.
      case dense
      /// Rows, columns, channels; no padding.
      case convolution
      /// The last output of Keras's SimpleRNN.
      case recurrence
    }

    /// A penalty: l1·Σ|w| + l2·Σw².
    struct Penalty: Encodable, Sendable, Equatable {
      var l1: Double
      var l2: Double
    }
  }

  /// An optimizer; the settings that only Adam has are missing for `sgd`.
  struct OptimizerSettings: Encodable, Sendable, Equatable {
    var kind: Kind
    var learningRate: Double
    var beta1: Double?
    var beta2: Double?
    /// Added to the root of the uncorrected second moment.
    var epsilon: Double?

    enum Kind: String, Encodable {
      case sgd, adam
    }
  }

  /// Whether it has a layer of a kind.
  func has(_ kind: Layer.Kind) -> Bool { layers.contains { $0.kind == kind } }
}

extension PeerTask {
  /// A network as drivers are told of it.
  ///
  /// - Throws: a `PeerError` where it is no chain of dense layers, of convolutions as `conv` has them, and of
  ///   a plain recurrence, trained by SGD or Adam.
  init(_ entry: Catalog.Entry, batchSize: Int) throws(PeerError) {
    var shape: [Int] = [], layers: [Layer] = []
    for call in entry.trainingNetwork.layers {
      switch call.description.layer {
      case let function as ActivationLayer
      where layers.last?.activation == Activation.linear.name && function.activation.isStandard:
        layers[layers.count - 1].activation = function.activation.name
      case let input as InputLayer: shape = input.shape.dimensions
      case is Flatten where layers.isEmpty: shape = [shape.reduce(1, *)]
      case let layer:
        guard let told = Layer(call.description.name, layer) else {
          throw PeerError(
            "drivers are not told of a \(layer.className) as '\(entry.name)' has it",
            isRefusal: true)
        }
        layers.append(told)
      }
    }
    try Self.requirePlain(entry)
    let optimizer = try OptimizerSettings(entry.training.optimizer)
    self.init(
      model: entry.name, inputShape: shape, layers: layers,
      loss: entry.training.loss.rawValue, optimizer: optimizer, batchSize: batchSize)
  }

  /// Refuses what a list of layers does not tell.
  private static func requirePlain(_ entry: Catalog.Entry) throws(PeerError) {
    do {
      _ = try entry.trainingNetwork.resolved().chain()
    } catch {
      throw PeerError(
        "drivers are told of chains alone, and this is none: \(error)", isRefusal: true)
    }
    let training = entry.training
    let others: [(Bool, String)] = [
      (training.schedule != nil, "a schedule of the learning rate"),
      (training.clipping != nil, "clipping of gradients"),
      (
        training.outputs.contains { $0.isLogits || $0.weight != 1 },
        "a loss of logits, or a weighted one"
      ),
      (training.loss.takesClassNumbers, "targets that are numbers of classes"),
      (entry.network.layers.contains { !$0.description.isTrainable }, "frozen layers"),
    ]
    if let other = others.first(where: \.0) {
      throw PeerError("drivers are not told of \(other.1)", isRefusal: true)
    }
  }
}

extension PeerTask.Layer {
  /// A layer as drivers are told of it; `nil` for one that they know nothing of.
  fileprivate init?(_ name: String, _ layer: any Networks.Layer) {
    switch layer {
    case let dense as Dense:
      guard dense.usesBias, dense.bias.regularizer == nil, dense.activation.isStandard else {
        return nil
      }
      self.init(
        kind: .dense, name: name, units: dense.units, activation: dense.activation.name,
        penalty: dense.kernel.regularizer.map { Penalty(l1: $0.l1, l2: $0.l2) })
    case let convolution as Conv2D:
      var plain = Conv2D(
        filters: convolution.filters, kernelSize: convolution.kernelSize,
        activation: convolution.activation)
      plain.kernel.initializer = convolution.kernel.initializer
      guard convolution == plain else { return nil }
      self.init(
        kind: .convolution, name: name, units: convolution.filters,
        activation: convolution.activation.name,
        kernelSize: [convolution.kernelSize.height, convolution.kernelSize.width])
    case let recurrent as SimpleRNN:
      var plain = Recurrence(units: recurrent.recurrence.units)
      plain.activation = recurrent.recurrence.activation
      guard recurrent.recurrence == plain else { return nil }
      self.init(
        kind: .recurrence, name: name, units: plain.units, activation: plain.activation.name)
    default: return nil
    }
  }
}

extension PeerTask.OptimizerSettings {
  /// - Throws: a `PeerError` for anything but plain SGD and Adam.
  fileprivate init(_ optimizer: Optimizer) throws(PeerError) {
    switch optimizer.rule {
    case .sgd where optimizer["momentum"] == 0:
      self.init(kind: .sgd, learningRate: optimizer.learningRate)
    case .adam:
      self.init(
        kind: .adam, learningRate: optimizer.learningRate, beta1: optimizer["beta_1"],
        beta2: optimizer["beta_2"], epsilon: optimizer["epsilon"])
    default:
      throw PeerError(
        "drivers know SGD and Adam, and this is trained by another optimizer", isRefusal: true)
    }
  }
}
