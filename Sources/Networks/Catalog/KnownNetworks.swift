// Networks that people know from Keras's examples and from benchmarks.

extension Catalog {
  /// Keras's first example for pictures: two convolutions with pooling, and a layer of ten classes.
  public static let mnistCNN = Entry(
    network: NetworkDescription(
      sequential: "mnist-cnn", input: [28, 28, 1],
      layers: [
        LayerDescription(
          "conv2d", Conv2D(filters: 32, kernelSize: Size2D(3, 3), activation: .relu)),
        LayerDescription("max_pooling2d", Pooling<Size2D>(.maximum)),
        LayerDescription(
          "conv2d_1", Conv2D(filters: 64, kernelSize: Size2D(3, 3), activation: .relu)),
        LayerDescription("max_pooling2d_1", Pooling<Size2D>(.maximum)),
        LayerDescription("flatten", Flatten()),
        LayerDescription("dropout", Dropout(rate: 0.5)),
        LayerDescription("dense", Dense(units: 10, activation: .softmax)),
      ]),
    training: TrainingDescription(
      optimizer: .adam(), loss: .categoricalCrossentropy, metrics: [.accuracy]),
    referenceCounts: [320, 18_496, 16_010], task: .digits([28, 28, 1]))

  /// The image classifier of MLPerf Tiny: three residual stacks of 16, 32 and 64 filters.
  ///
  /// Source: “MLPerf Tiny Benchmark”, NeurIPS Datasets and Benchmarks, 2021.
  public static let resnet8 = Entry(
    network: ResidualNetwork.make("resnet-8"),
    training: TrainingDescription(
      optimizer: .adam(), loss: .categoricalCrossentropy, metrics: [.accuracy]),
    referenceCounts: [
      448, 64, 2_320, 64, 2_320, 64, 4_640, 128, 9_248, 128, 544, 18_496, 256, 36_928, 256, 2_112,
      650,
    ], task: .material(size: 32))

  /// Keras's example for sentiment: an embedding, a long short-term memory, and one answer.
  public static let lstm = Entry(
    network: NetworkDescription(
      sequential: "lstm", input: [80],
      layers: [
        LayerDescription("embedding", Embedding(vocabularySize: 20_000, width: 128)),
        LayerDescription("lstm", LSTM(units: 128)),
        LayerDescription("dense", Dense(units: 1, activation: .sigmoid)),
      ]),
    training: TrainingDescription(
      optimizer: .adam(), loss: .binaryCrossentropy, metrics: [.accuracy]),
    referenceCounts: [2_560_000, 131_584, 129],
    task: .reviews(vocabularySize: 20_000, length: 80))
}

/// Builds the residual network layer by layer.
private struct ResidualNetwork {
  private var layers: [NetworkLayer] = []
  private var counts: [String: Int] = [:]

  static func make(_ name: String) -> NetworkDescription {
    var network = ResidualNetwork()
    var last = network.add("input_1", InputLayer([32, 32, 3]), [])
    last = network.addNormalized(filters: 16, stride: 1, last)
    last = network.add("activation", ActivationLayer(.relu), [last])
    for (filters, stride) in [(16, 1), (32, 2), (64, 2)] {
      last = network.addStack(filters: filters, stride: stride, last)
    }
    last = network.add(
      "average_pooling2d", Pooling(.average, poolSize: Size2D(8, 8)), [last])
    last = network.add("flatten", Flatten(), [last])
    last = network.add(
      "dense", Dense(units: 10, activation: .softmax, kernel: WeightSettings(.heNormal)), [last])
    return NetworkDescription(name: name, layers: network.layers, outputs: [last])
  }

  /// Two convolutions beside a shortcut, which is a convolution of single pixels where sizes change.
  private mutating func addStack(
    filters: Int, stride: Int, _ input: TensorReference
  ) -> TensorReference {
    var inner = addNormalized(filters: filters, stride: stride, input)
    inner = add("activation", ActivationLayer(.relu), [inner])
    inner = addNormalized(filters: filters, stride: 1, inner)
    let shortcut =
      stride == 1
      ? input : addConvolution(filters: filters, kernel: 1, stride: stride, input)
    let sum = add("add", Merging(.add), [shortcut, inner])
    return add("activation", ActivationLayer(.relu), [sum])
  }

  private mutating func addNormalized(
    filters: Int, stride: Int, _ input: TensorReference
  ) -> TensorReference {
    let convolution = addConvolution(filters: filters, kernel: 3, stride: stride, input)
    return add("batch_normalization", BatchNormalization(), [convolution])
  }

  private mutating func addConvolution(
    filters: Int, kernel: Int, stride: Int, _ input: TensorReference
  ) -> TensorReference {
    add(
      "conv2d",
      Conv2D(
        filters: filters, kernelSize: Size2D(kernel, kernel), strides: Size2D(stride, stride),
        padding: .same, kernel: WeightSettings(.heNormal, Regularizer(l2: 1e-4))), [input])
  }

  /// Adds a layer under the name that Keras would give it.
  private mutating func add(
    _ name: String, _ layer: any Layer, _ inputs: [TensorReference]
  ) -> TensorReference {
    let count = counts[name, default: 0]
    counts[name] = count + 1
    let unique = count == 0 ? name : "\(name)_\(count)"
    layers.append(
      NetworkLayer(
        LayerDescription(unique, layer), calls: inputs.isEmpty ? [] : [LayerCall(inputs)]))
    return TensorReference(layer: unique)
  }
}
