import Networks

/// What libraries train, in a form that drivers in other languages read: layers, a loss, an optimizer, a batch
/// size. `Benchmarks/Peers/README.md` tells drivers what it means.
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

  /// A layer, with a bias where it has a kernel.
  struct Layer: Encodable, Sendable, Equatable {
    var kind: Kind
    /// What its weights are called before the slash: `dense_1`.
    var name: String
    /// The layers whose outputs it takes; absent where that is the one before it, or the network's input.
    var inputs: [String]?
    /// Units of a dense or recurrent layer, filters of a convolution, the width of an embedding.
    var units: Int?
    /// By its name in Keras; of its output, but of an LSTM of what its gates let through.
    var activation = "linear"
    /// Rows and columns of a convolution's kernel, or of the windows of a pooling, which lie side by side.
    var kernelSize: [Int]?
    /// By how many rows and columns a kernel moves; absent where that is 1.
    var strides: [Int]?
    /// `same` where zeros stand around an image; absent where a kernel stays within it.
    var padding: String?
    /// How much of the moving moments a step of a normalization leaves.
    var momentum: Double?
    /// Added to the variance by a normalization.
    var epsilon: Double?
    /// The share of elements that a dropout drops.
    var rate: Double?
    /// What is added to the loss for the kernel; absent where nothing is.
    var penalty: Penalty?

    /// What it computes.
    enum Kind: String, Encodable {
      /// x · kernel + bias along the last axis.
      case dense
      /// Rows, columns, channels.
      case convolution
      /// The last output of Keras's SimpleRNN.
      case recurrence
      /// The last output of Keras's LSTM.
      case lstm
      /// A row of a table for every number.
      case embedding
      /// Keras's BatchNormalization, over channels, with the moments of the batch.
      case normalization
      /// The mean of every window.
      case averagePooling = "average_pooling"
      /// The largest of every window.
      case maximumPooling = "maximum_pooling"
      /// The sum of several.
      case add
      /// All of a sample in one row.
      case flatten
      /// Some elements become 0, and the rest grows.
      case dropout
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
  /// - Throws: a `PeerError` where it has other layers than those of `Layer.Kind`, or is trained by another
  ///   optimizer than SGD or Adam.
  init(_ entry: Catalog.Entry, batchSize: Int) throws(PeerError) {
    let network = entry.trainingNetwork
    let readers = network.layers.flatMap(\.calls).flatMap(\.tensors).map(\.layer)
    var shape: [Int] = [], layers: [Layer] = []
    // Which of them makes a layer's output: an activation goes with the layer that it stands behind.
    var makers: [String: String] = [:]
    for node in network.layers {
      let sources = (node.calls.first?.tensors ?? []).map(\.layer)
      let inputs = sources.compactMap { makers[$0] }
      let last = layers.last
      switch node.description.layer {
      case let input as InputLayer: shape = input.shape.dimensions
      case is Flatten where layers.isEmpty: shape = [shape.reduce(1, *)]
      case let function as ActivationLayer
      where inputs.count == 1 && inputs.first == last?.name && last?.activation == "linear"
        && function.activation.isStandard && readers.count { $0 == sources[0] } == 1:
        layers[layers.count - 1].activation = function.activation.name
        makers[node.description.name] = inputs[0]
      case let layer:
        guard var told = Layer(node.description.name, layer) else {
          throw PeerError(
            "drivers are not told of \(withArticle(layer.className)) as '\(entry.name)' has it",
            isRefusal: true)
        }
        let isNext = inputs.isEmpty || inputs.count == 1 && inputs.first == last?.name
        told.inputs = isNext ? nil : inputs
        layers.append(told)
        makers[told.name] = told.name
      }
    }
    try Self.requirePlain(
      entry, layers, end: network.outputs.first.flatMap { makers[$0.layer] })
    let optimizer = try OptimizerSettings(entry.training.optimizer)
    self.init(
      model: entry.name, inputShape: shape, layers: layers,
      loss: entry.training.loss.rawValue, optimizer: optimizer, batchSize: batchSize)
  }

  /// Refuses what a list of layers does not tell.
  ///
  /// - Parameter end: the layer of the list that makes the network's output.
  private static func requirePlain(
    _ entry: Catalog.Entry, _ layers: [Layer], end: String?
  ) throws(PeerError) {
    let network = entry.trainingNetwork
    let inputs = network.inputs.map(\.layer)
    // A layer of the list without inputs reads the one before it.
    let entered = network.layers.flatMap(\.calls).flatMap(\.tensors).count {
      inputs.contains($0.layer)
    }
    guard inputs.count == 1, network.outputs.count == 1, entered == 1, end == layers.last?.name,
      !network.layers.contains(where: { $0.calls.count > 1 })
    else {
      throw PeerError(
        "drivers are told of networks with one input, which one layer reads, one output, and layers that are "
          + "called once", isRefusal: true)
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
      (
        entry.network.layers.contains {
          !$0.description.isTrainable || $0.description.isInFrozenGraph
        }, "frozen layers"
      ),
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
        penalty: Penalty(dense.kernel.regularizer))
    case let convolution as Conv2D:
      var plain = Conv2D(
        filters: convolution.filters, kernelSize: convolution.kernelSize,
        strides: convolution.strides, padding: convolution.padding,
        activation: convolution.activation)
      plain.kernel = convolution.kernel
      guard convolution == plain, convolution.padding != .causal else { return nil }
      let strides = [convolution.strides.height, convolution.strides.width]
      self.init(
        kind: .convolution, name: name, units: convolution.filters,
        activation: convolution.activation.name,
        kernelSize: [convolution.kernelSize.height, convolution.kernelSize.width],
        strides: strides == [1, 1] ? nil : strides,
        padding: convolution.padding == .valid ? nil : convolution.padding.rawValue,
        penalty: Penalty(convolution.kernel.regularizer))
    case let recurrent as SimpleRNN:
      guard Self.isPlain(recurrent.recurrence) else { return nil }
      self.init(
        kind: .recurrence, name: name, units: recurrent.recurrence.units,
        activation: recurrent.recurrence.activation.name)
    case let recurrent as LSTM:
      guard Self.isPlain(recurrent.recurrence), recurrent == LSTM(recurrent.recurrence) else {
        return nil
      }
      self.init(
        kind: .lstm, name: name, units: recurrent.recurrence.units,
        activation: recurrent.recurrence.activation.name)
    case let embedding as Embedding:
      guard !embedding.masksZero, embedding.embeddings.regularizer == nil else { return nil }
      self.init(kind: .embedding, name: name, units: embedding.width)
    case let normalization as BatchNormalization:
      var plain = BatchNormalization()
      (plain.momentum, plain.epsilon) = (normalization.momentum, normalization.epsilon)
      guard normalization == plain else { return nil }
      self.init(
        kind: .normalization, name: name, momentum: normalization.momentum,
        epsilon: normalization.epsilon)
    case let pooling as Pooling<Size2D>:
      guard pooling == Pooling(pooling.function, poolSize: pooling.poolSize) else { return nil }
      self.init(
        kind: pooling.function == .maximum ? .maximumPooling : .averagePooling, name: name,
        kernelSize: [pooling.poolSize.height, pooling.poolSize.width])
    case let dropout as Dropout:
      guard dropout.noiseShape == nil, dropout.rate > 0, dropout.rate < 1 else { return nil }
      self.init(kind: .dropout, name: name, rate: dropout.rate)
    case let merging as Merging where merging.function == .add: self.init(kind: .add, name: name)
    case is Flatten: self.init(kind: .flatten, name: name)
    default: return nil
    }
  }

  /// Whether a recurrence has nothing but its units and its activation.
  private static func isPlain(_ recurrence: Recurrence) -> Bool {
    var plain = Recurrence(units: recurrence.units)
    plain.activation = recurrence.activation
    return recurrence == plain
  }
}

extension PeerTask.Layer.Penalty {
  fileprivate init?(_ regularizer: Regularizer?) {
    guard let regularizer else { return nil }
    self.init(l1: regularizer.l1, l2: regularizer.l2)
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
