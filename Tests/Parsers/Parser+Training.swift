import KerasFormat
import Networks
import Training

extension Parser {
  /// Model files as far as steps of training: what can be counted is trained, or refused in a sentence.
  public static let training = Parser(
    "training",
    words: [
      "\"Add\"", "\"Concatenate\"", "\"MaxPooling2D\"", "\"AveragePooling1D\"",
      "\"GlobalAveragePooling1D\"", "\"ZeroPadding2D\"", "\"Reshape\"", "\"BatchNormalization\"",
      "\"Dropout\"", "\"Embedding\"", "\"LSTM\"", "\"GRU\"", "\"Bidirectional\"", "\"Conv1D\"",
      "\"DepthwiseConv2D\"", "\"causal\"", "\"same\"", "\"mask_zero\":true", "\"silu\"",
      "\"from_logits\":true", "\"clipnorm\":1", "\"trainable\":false", "null", "[]", "0", "-1",
    ],
    seeds: {
      try SeedFiles.contents(below: "Tests/TrainingFilesTests/Fixtures", ending: "model.json")
    }
  ) { bytes in
    let reader = try ModelReader(json: bytes)
    let network = try reader.network.resolved()
    try network.requireKnownShapes()
    guard network.isSmall, let training = try reader.training() else { return }
    let trainer = try Trainer(
      reader.network, training: training, options: TrainerOptions(batchSize: 2, threads: 2))
    let targets = zip(network.outputShapes, training.outputs).map { shape, output in
      let columns =
        output.loss == .sparseCategoricalCrossentropy ? 1 : shape.dimensions.last ?? 1
      return Tensor(zeros: [3] + shape.dimensions.dropLast() + [columns])
    }
    try trainer.load(
      inputs: network.inputShapes.map { Tensor(zeros: [3] + $0.dimensions) }, targets: targets)
    _ = trainer.run(steps: 2)
  }
}

extension ResolvedNetwork {
  /// Whether a damaged size has not made it a network whose training takes long.
  fileprivate var isSmall: Bool {
    let elements = calls.flatMap(\.outputShapes).map { $0.elementCount ?? .max }
    return parameterCount < 10_000 && elements.count < 100 && elements.allSatisfy { $0 < 10_000 }
  }
}
